package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

class ManifestCommandTest {

    private static final Path SIGNING = Path.of("src/test/resources/signing").toAbsolutePath();

    @TempDir
    Path folder;

    private WeightgateCommand command;

    @BeforeEach
    void aFolderToSign() throws IOException {
        command = new WeightgateCommand(folder);
        Files.writeString(Files.createDirectory(folder.resolve("model")).resolve("config.json"), "{}");
    }

    @Test
    void aCertificateAloneIsSignedWithAndItsReaderTold() throws Exception {
        Run alone = sign("code-signing.crt");

        assertThat(alone.exit()).as(alone.toString()).isZero();
        assertThat(alone.err()).contains("it verifies for those who trust CN=Example root", "--force");
        assertThat(sign("code-signing.crt").out()).contains("Nothing to do");
    }

    @Test
    void otherCertificatesAreAnotherSignature() throws Exception {
        assertThat(sign("code-signing.crt").exit()).isZero();

        assertThat(sign("release-chain.pem").exit()).isEqualTo(Exit.USAGE);
        Run whole = sign("release-chain.pem", "--force");
        assertThat(whole.exit()).as(whole.toString()).isZero();
        assertThat(whole.err()).isEmpty();
        assertThat(command.run("verify", "model", "--key", SIGNING.resolve("authority.pem").toString()).exit()).isZero();
    }

    @Test
    void itsHelpIsShownThoughItHasAVersionOfItsOwn() throws Exception {
        Run help = command.run("manifest", "--help");

        assertThat(help.exit()).as(help.toString()).isZero();
        assertThat(help.out()).contains("--name=NS/NAME", "--version=V", "--certificate=FILE");
    }

    @Test
    void aSignInThatCannotBeReadIsToldWithTheWayOn() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("home")).resolve("credentials.json"), "{");

        Run whoami = command.run("whoami");

        assertThat(whoami.exit()).as(whoami.toString()).isEqualTo(Exit.USAGE);
        assertThat(whoami.err()).contains("credentials.json cannot be read: remove that file", "weightgate login --portal URL");
    }

    private Run sign(String certificates, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("manifest", "model", "--name", "acme/tiny", "--version", "1.0",
                "--no-self-test", "--sign", SIGNING.resolve("openssl.p8").toString(), "--certificate",
                SIGNING.resolve(certificates).toString()));
        arguments.addAll(List.of(options));
        return command.run(arguments.toArray(String[]::new));
    }
}
