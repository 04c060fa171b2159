package org.weightgate.loader.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Opening;
import org.weightgate.loader.transfer.ReleaseAddress;
import org.weightgate.manifest.Digest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weightgate release`: the state of a release at the portal.
@Command(name = "release", mixinStandardHelpOptions = true, description = "Publish a draft, or withdraw a release.", subcommands = {
        ReleaseCommand.Publish.class, ReleaseCommand.Withdraw.class })
final class ReleaseCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with the release: publish or withdraw");
    }

    @Command(name = "publish", mixinStandardHelpOptions = true, description = "Let approved people download a draft; the portal checks every file first.")
    static final class Publish implements Callable<Integer> {

        @Parameters(paramLabel = "NS/NAME@VERSION", description = "The release.")
        private String name = "";

        @Option(names = "--manifest", paramLabel = "SHA256", description = "Only if this is still the draft's manifest: nothing is opened when somebody has replaced it.")
        private Optional<String> manifest = Optional.empty();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws Exception {
            ReleaseAddress release = PortalAccess.exactRelease(name);
            Optional<Digest> wanted = wanted();
            Digest opened;
            try (Progress progress = output.progress("Checking")) {
                opened = new Opening(PortalAccess.open(), new TransferDisplay(progress, output)).publish(release, wanted);
            }
            output.say(release + " is published. SHA-256 of its manifest: " + opened.hex());
            output.event("published", "model", release.model(), "version", release.version(), "manifest_sha256", opened.hex());
            return Exit.DONE;
        }

        private Optional<Digest> wanted() throws CommandFailure {
            try {
                return manifest.map(Digest::ofHex);
            } catch (IllegalArgumentException _) {
                throw CommandFailure.usage("--manifest takes the SHA-256 that 'weightgate publish' printed: 64 digits from 0 to"
                        + " 9 and a to f.");
            }
        }
    }

    @Command(name = "withdraw", mixinStandardHelpOptions = true, description = "Stop giving out a release, for good.")
    static final class Withdraw implements Callable<Integer> {

        @Parameters(paramLabel = "NS/NAME@VERSION", description = "The release.")
        private String name = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for everyone to read.")
        private String reason = "";

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() throws Exception {
            ReleaseAddress release = PortalAccess.exactRelease(name);
            PortalAccess.open().tell(release.path() + "/withdraw", Map.of("reason", reason));
            output.say(release + " is withdrawn. Copies people have already are not affected.");
            output.event("withdrawn", "model", release.model(), "version", release.version());
            return Exit.DONE;
        }
    }
}
