package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.testing.ForwardProxy;
import org.weightgate.testing.PrivateAuthority;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

/// A network as laboratories have it: no name is known but to the proxy, and portal and store show a certificate of an authority
/// of their own.
class LaboratoryNetworkTest {

    private static final String PORTAL = "weights.lab.test";
    private static final String STORE = "store.lab.test";

    @TempDir
    Path folder;

    private TinyRelease release;
    private PrivateAuthority authority;
    private FaultServer server;
    private ForwardProxy proxy;

    @BeforeEach
    void aNetwork() throws Exception {
        release = new TinyRelease(folder.resolve("source"));
        Files.writeString(folder.resolve("key.pem"), release.key.signer().pem());
        authority = PrivateAuthority.of(folder, PORTAL, STORE);
        server = FaultServer.tls(release, authority.server(), PORTAL, STORE);
        proxy = new ForwardProxy(Map.of(PORTAL, server.port(), STORE, server.port()));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void theSettingsOfTheReadmeAreEnough() throws Exception {
        Run run = command().with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                .with("JDK_JAVA_OPTIONS", authority.trusting()).run(download());

        assertThat(run.exit()).as(run.toString()).isZero();
        DirectoryVerifier.verify(folder.resolve("to"), release.trust, VerifyProgress.NONE);
        assertThat(proxy.requests()).extracting(request -> request.address().toString()).contains(
                "connect://" + PORTAL + ":443", "connect://" + STORE + ":443").allMatch(to -> to.startsWith("connect://"));
        assertThat(proxy.requests()).as("a proxy sees names and ports only")
                .allMatch(request -> request.header("authorization").isEmpty());
        assertThat(server.tokensAtTheStore).isEmpty();
    }

    @Test
    void anAuthorityNobodyNamedIsNotBelieved() throws Exception {
        Run run = command().with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()).run(download());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("certificate is not trusted", "-Djavax.net.ssl.trustStore=FILE");
        assertThat(server.ticketsAsked).hasValue(0);
    }

    @Test
    void aTrustStoreWithoutItsPasswordIsExplained() throws Exception {
        WeightgateCommand half = command().with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                .with("JDK_JAVA_OPTIONS", authority.trustingWithoutPassword());

        Run run = half.run(download());
        Run doctor = half.run("doctor");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("no certificate authority can be read", "trustStorePassword");
        assertThat(doctor.exit()).isEqualTo(2);
        assertThat(doctor.out()).contains("BAD   java: no authority can be read from");
    }

    @Test
    void withoutTheProxyNobodyKnowsThePortal() throws Exception {
        Run run = command().with("JDK_JAVA_OPTIONS", authority.trusting())
                .with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()).with("NO_PROXY", "lab.test").run(download());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("the name is unknown");
        assertThat(proxy.requests()).isEmpty();
    }

    private WeightgateCommand command() throws InvalidAddressException {
        return new WeightgateCommand(folder).at(server.address().toString()).as(FaultServer.TOKEN);
    }

    private static String[] download() {
        return new String[] { "download", TinyRelease.MODEL, "--key", "key.pem", "--to", "to", "--no-cache" };
    }
}
