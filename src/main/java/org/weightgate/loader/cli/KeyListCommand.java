package org.weightgate.loader.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.manifest.KeyList;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.SigningKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weightgate keys sign-list`: tells those who trust one of a publisher's keys which ones come next.
@Command(name = "sign-list", mixinStandardHelpOptions = true, sortOptions = false, description = "Make a list of the keys you sign with, signed by one your readers trust already.")
final class KeyListCommand implements Callable<Integer> {

    @Option(names = "--publisher", paramLabel = "NAME", required = true, description = "Whose keys they are; the same in every list.")
    private String publisher = "";

    @Option(names = "--sequence", paramLabel = "N", required = true, description = "Which list this is, counted from 1; readers never go back.")
    private int sequence = 1;

    @Option(names = "--expires", paramLabel = "TIME", required = true, description = "Until when the list is believed, such as 2027-11-20T00:00:00Z.")
    private Instant expires = Instant.EPOCH;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "A public key that is yours from now on; keys left out are no longer. May be repeated.")
    private List<Path> keys = List.of();

    @Option(names = "--key-until", paramLabel = "FILE=TIME", description = "A public key that is yours until then; may be repeated.")
    private Map<Path, Instant> endingKeys = new LinkedHashMap<>();

    @Option(names = "--sign", paramLabel = "KEY", required = true, description = "The private key that signs: one of the list before.")
    private Path signer = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the list goes.")
    private Path out = Path.of("");

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (!KeyList.isPublisher(publisher)) {
            throw CommandFailure
                    .usage("--publisher must be up to 96 letters, digits and . _ -, beginning with a letter or digit.");
        }
        if (sequence < 1 || !expires.isAfter(now)) {
            throw CommandFailure.usage("--sequence counts from 1, and --expires must lie in the future.");
        }
        var listed = new LinkedHashMap<SignerKey, Optional<Instant>>();
        for (Path key : keys) {
            listed.put(SignerKey.ofPem(Files.readString(PathArgument.file(key))), Optional.empty());
        }
        for (var key : endingKeys.entrySet()) {
            listed.put(SignerKey.ofPem(Files.readString(PathArgument.file(key.getKey()))), Optional.of(key.getValue()));
        }
        var list = new KeyList(publisher, sequence, now, expires.truncatedTo(ChronoUnit.SECONDS),
                listed.entrySet().stream().map(key -> new KeyList.Key(key.getKey(), key.getValue())).toList());
        byte[] signed = KeyList.sign(list,
                SigningKey.ofPem(Files.readString(PathArgument.file(signer), StandardCharsets.ISO_8859_1)));
        KeyList.read(signed);
        PrivateFiles.write(out, signed);
        output.say("Signed list " + sequence + " of " + publisher + " with " + Progress.keys(listed.size()) + ": " + out
                + ". Readers add it with: weightgate keys add " + out.getFileName());
        output.event("key-list-signed", "publisher", publisher, "sequence", sequence, "keys",
                listed.keySet().stream().map(SignerKey::fingerprint).toList(), "file", out.toString());
        return Exit.DONE;
    }
}
