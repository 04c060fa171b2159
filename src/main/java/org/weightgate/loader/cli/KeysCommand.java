package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.KeyList;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.SigningKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weightgate keys`: whose releases this user believes.
@Command(name = "keys", mixinStandardHelpOptions = true, sortOptions = false, description = "The publishers whose signatures you trust, and making a key to sign with.", subcommands = {
        KeysCommand.Add.class, KeysCommand.Show.class, KeysCommand.Remove.class, KeysCommand.Generate.class,
        KeyListCommand.class })
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "Say what to do with the keys: add, list, remove, generate or sign-list");
    }

    private static KeyRing ring() {
        return new KeyRing(UserFolder.find(System.getenv()));
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Trust a publisher's public key, an authority's certificate, or the list of keys that follows one you trust.")
    static final class Add implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "A PEM file (ECDSA on P-256, P-384 or P-521, or a certificate), or a list of keys made by 'keys sign-list'.")
        private Path file = Path.of("");

        @Option(names = "--label", paramLabel = "TEXT", description = "What to call it; the file's name otherwise.")
        private String label = "";

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws Exception {
            byte[] bytes = Files.size(PathArgument.file(file)) > KeyList.MAXIMUM_BYTES ? new byte[0] : Files.readAllBytes(file);
            if (KeyLists.isList(bytes)) {
                adopt(bytes);
                return Exit.DONE;
            }
            TrustAnchor anchor = TrustAnchor.ofFile(file);
            String name = label.isBlank() ? file.getFileName().toString().replaceFirst("\\.(pub|pem|crt)$", "") : label;
            boolean isNew = ring().add(anchor, name, KeyRing.How.CONFIRMED, Instant.now());
            String kept = label.isBlank() ? ring().exact(anchor.fingerprint()).orElseThrow().label()
                    : ring().relabel(anchor, label);
            output.say((isNew ? "Trusted: " : "Already trusted: ") + anchor.fingerprint()
                    + (anchor instanceof TrustAnchor.Authority ? "  " + anchor.kind() : "")
                    + (isNew ? "" : ", called " + kept));
            output.event("key-added", "fingerprint", anchor.fingerprint(), "label", kept, "kind", anchor.kind(), "new", isNew);
            return Exit.DONE;
        }

        private void adopt(byte[] list) throws Exception {
            KeyLists.Change change = new KeyLists(UserFolder.find(System.getenv())).adopt(list, Instant.now());
            for (SignerKey key : change.added()) {
                output.say("Trusted: " + key.fingerprint());
            }
            for (SignerKey key : change.removed()) {
                output.say("No longer trusted: " + key.fingerprint());
            }
            for (SignerKey key : change.kept()) {
                output.warn(
                        key.fingerprint() + " is still trusted because you confirmed it yourself; the list ends it: weightgate"
                                + " keys remove " + key.fingerprint());
            }
            output.say("List " + change.list().sequence() + " of " + change.list().publisher() + ", good until "
                    + change.list().expires() + ": " + Progress.keys(change.list().keys().size()) + ".");
            output.event("key-list-added", "publisher", change.list().publisher(), "sequence", change.list().sequence(),
                    "expires", change.list().expires(), "added", change.added().stream().map(SignerKey::fingerprint).toList(),
                    "removed", change.removed().stream().map(SignerKey::fingerprint).toList(), "kept",
                    change.kept().stream().map(SignerKey::fingerprint).toList());
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the keys you trust.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws IOException, CommandFailure {
            List<KeyRing.Entry> entries = ring().entries();
            if (entries.isEmpty()) {
                output.say("No keys yet. Add a publisher's public key with: weightgate keys add FILE");
            }
            Instant now = Instant.now();
            for (KeyRing.Entry entry : entries) {
                output.say(entry.anchor().fingerprint() + "  " + entry.added() + "  " + entry.label() + remark(entry, now));
                output.event("key", "fingerprint", entry.anchor().fingerprint(), "kind", entry.anchor().kind(), "label",
                        entry.label(), "added", entry.added(), "how", entry.how(), "until",
                        entry.until().map(Instant::toString).orElse(""), "list", entry.list().orElse(""), "trusted",
                        !entry.isOver(now));
            }
            return Exit.DONE;
        }

        private static String remark(KeyRing.Entry entry, Instant now) {
            String kind = entry.anchor() instanceof TrustAnchor.Authority ? "  " + entry.anchor().kind() : "";
            String how = entry.how().equals(KeyRing.How.TRUST_ON_FIRST_USE.text()) ? "  NOT CONFIRMED (first use)" : "";
            String until = entry.until().map(end -> entry.isOver(now) ? "  ENDED " + end : "  until " + end).orElse("");
            return kind + how + until;
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Stop trusting a key.")
    static final class Remove implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "Its label, or the first 8 or more characters of its fingerprint.")
        private String id = "";

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws IOException, CommandFailure {
            KeyRing.Entry entry = ring().find(id);
            ring().remove(entry);
            output.say("No longer trusted: " + entry.anchor().fingerprint() + "  " + entry.label());
            output.event("key-removed", "fingerprint", entry.anchor().fingerprint(), "label", entry.label());
            return Exit.DONE;
        }
    }

    @Command(name = "generate", mixinStandardHelpOptions = true, description = "Make a key pair to sign releases with.")
    static final class Generate implements Callable<Integer> {

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the private key goes (PKCS#8 PEM, readable only by you); the public key goes to FILE.pub.")
        private Path out = Path.of("");

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws IOException, CommandFailure {
            Path publicFile = out.resolveSibling(out.getFileName() + ".pub");
            for (Path file : List.of(out, publicFile)) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw CommandFailure.usage(file + " already exists and a key is never overwritten: choose another name.");
                }
            }
            SigningKey key = SigningKey.generate();
            PrivateFiles.write(out, key.pem().getBytes(StandardCharsets.US_ASCII));
            Files.writeString(publicFile, key.signer().pem());
            output.say("Private key: " + out + "  (keep it offline; whoever has it can sign as you)");
            output.say("Public key:  " + publicFile);
            output.say("Fingerprint: " + key.signer().fingerprint());
            output.event("key-generated", "private", out.toString(), "public", publicFile.toString(), "fingerprint",
                    key.signer().fingerprint());
            return Exit.DONE;
        }
    }
}
