package org.weightgate.loader.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.weightgate.loader.llama.TooLittleHeapException;
import org.weightgate.loader.transfer.AccessRefusedException;
import org.weightgate.loader.transfer.InvalidAddressException;
import org.weightgate.loader.transfer.JsonLine;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.TransferException;
import org.weightgate.loader.transfer.UnusableFolderException;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;
import org.weightgate.manifest.UnknownSignerException;
import org.weightgate.manifest.VerificationException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns whatever stopped a command into an exit code and a sentence on standard error; a stack trace only when
/// `WEIGHTGATE_DEBUG` asks for one.
final class Failures {

    private record Failure(int exit, String sentence, Map<String, Object> facts) {
    }

    private Failures() {
    }

    static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(
                "weightgate: " + Printable.of(withoutTypes(Objects.requireNonNullElse(failure.getMessage(), "wrong use")), 400)
                        + ". See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.flush();
        return Exit.USAGE;
    }

    /// picocli speaks of Java's types to people who may never have seen one.
    private static String withoutTypes(String message) {
        return message.replaceFirst(" is not an? (int|long)$", " is not a whole number, or too large")
                .replaceFirst(" is not a double$", " is not a number");
    }

    static int report(Exception thrown, CommandLine command, ParseResult parsed) {
        Failure failure = explain(thrown);
        if (command.getParseResult().hasMatchedOption("--json")) {
            var event = new LinkedHashMap<String, Object>();
            event.put("event", "error");
            event.put("exit", failure.exit());
            event.put("message", failure.sentence());
            event.putAll(failure.facts());
            command.getOut().println(JsonLine.of(event));
            command.getOut().flush();
        }
        command.getErr().println("weightgate: " + failure.sentence());
        if (System.getenv("WEIGHTGATE_DEBUG") != null) {
            thrown.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return failure.exit();
    }

    private static Failure explain(Exception thrown) {
        return switch (thrown) {
            case CommandFailure failure -> new Failure(failure.exit(), message(failure), Map.of());
            case UnknownSignerException unknown -> new Failure(Exit.VERIFICATION, unknownSigner(unknown),
                    Map.of("reason", "unknown-signer", "fingerprint", unknown.fingerprint()));
            case VerificationException refused -> new Failure(Exit.VERIFICATION, message(refused) + ". " + refused.next(),
                    Map.of("reason", "verification-failed", "file", refused.file(), "place", refused.place()));
            case ManifestFormatException broken when Portal.isAnswer(broken) -> explain(Portal.unexpected(broken));
            case ManifestFormatException broken -> new Failure(Exit.VERIFICATION, message(broken) + ".",
                    Map.of("reason", "bad-format", "file", broken.document(), "place", broken.field()));
            case KeyFormatException key ->
                new Failure(Exit.USAGE, "The key file cannot be used: " + message(key) + ".", Map.of());
            case TooLittleHeapException heap -> new Failure(Exit.USAGE, message(heap)
                    + ": ask for fewer tokens, or allow more with -Xmx in JDK_JAVA_OPTIONS.", Map.of());
            case AccessRefusedException refused ->
                new Failure(Exit.REFUSED, message(refused), Map.of("reason", refused.reason()));
            case InvalidAddressException address -> new Failure(Exit.USAGE, message(address), Map.of());
            case UnusableFolderException folder ->
                new Failure(Exit.USAGE, message(folder), Map.of("reason", "unusable-folder"));
            case TransferException transfer -> new Failure(Exit.NETWORK, message(transfer), Map.of());
            case WeightFormatException broken -> new Failure(Exit.VERIFICATION, message(broken)
                    + ". If getting the file again does not help, this model cannot be run here.",
                    Map.of("reason", "bad-format", "file", broken.file(), "place", broken.field()));
            case UncheckedIOException io -> explain(Objects.requireNonNull(io.getCause()));
            case InvalidPathException path -> new Failure(Exit.USAGE, "No file can be called "
                    + Printable.of(path.getInput(), 300) + " here (" + path.getReason() + ")"
                    + (Characters.areLost(new String[] { path.getInput() }, Characters.ofThisMachine())
                            ? ": set LC_ALL=C.UTF-8."
                            : "."),
                    Map.of());
            case Output.LostOutputException lost -> new Failure(Exit.UNEXPECTED, message(lost), Map.of());
            case NoSuchFileException path -> new Failure(Exit.USAGE, ofFile(path), Map.of());
            case NotDirectoryException path -> new Failure(Exit.USAGE, ofFile(path), Map.of());
            case FileAlreadyExistsException path -> new Failure(Exit.USAGE, ofFile(path), Map.of());
            case IOException io -> new Failure(Exit.UNEXPECTED, ofFile(io), Map.of());
            default -> new Failure(Exit.UNEXPECTED, "Something unexpected happened (" + thrown.getClass().getSimpleName() + ": "
                    + message(thrown) + "). Set WEIGHTGATE_DEBUG=1 to see where, and please report it.", Map.of());
        };
    }

    private static String unknownSigner(UnknownSignerException unknown) {
        Optional<Instant> ended = ended(unknown.fingerprint());
        if (ended.isPresent()) {
            return "This is signed by the key " + unknown.fingerprint() + ", which you trusted until " + ended.get()
                    + ". Get the publisher's newer list of keys and add it with: weightgate keys add FILE.";
        }
        return "This is signed by a key you do not trust, with the fingerprint " + unknown.fingerprint()
                + unknown.issuer().map(name -> ", certified by one who calls itself " + name).orElse("")
                + ". Get the publisher's public key"
                + (unknown.issuer().isPresent() ? ", or that authority's certificate," : "")
                + " from a place other than the portal (their web site, paper or a colleague),"
                + " compare the fingerprint, and add it with: weightgate keys add FILE.";
    }

    private static Optional<Instant> ended(String fingerprint) {
        try {
            return new KeyRing(UserFolder.find(System.getenv())).exact(fingerprint).filter(entry -> entry.isOver(Instant.now()))
                    .flatMap(KeyRing.Entry::until);
        } catch (IOException | CommandFailure _) {
            return Optional.empty();
        }
    }

    static String ofFile(IOException failure) {
        String name = failure instanceof FileSystemException file ? Printable.of(String.valueOf(file.getFile()), 300) : "";
        return switch (failure) {
            case NoSuchFileException _ -> "There is no " + name + ": check the path.";
            case NotDirectoryException _ -> name + " is not a folder: give the folder the release lies in.";
            case AccessDeniedException _ -> "Access to " + name + " is denied: check its owner and permissions.";
            case FileAlreadyExistsException _ -> name + " already exists: move it away or choose another place.";
            case DirectoryNotEmptyException _ -> name + " is a folder that is not empty: move it away.";
            default -> "Reading or writing failed: " + message(failure) + ". Check the disk and try again.";
        };
    }

    private static String message(Exception failure) {
        return Printable.of(Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName()), 1200);
    }
}
