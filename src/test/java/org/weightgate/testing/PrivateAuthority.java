package org.weightgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for some names that nobody trusts but who is told to, as a laboratory with its own authority has one.
public final class PrivateAuthority {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "weights";

    private final Path trustStore;
    private final SSLContext server;
    private final SSLContext client;

    private PrivateAuthority(Path trustStore, SSLContext server, SSLContext client) {
        this.trustStore = trustStore;
        this.server = server;
        this.client = client;
    }

    /// Makes one with the JDK's own tool, in `folder`.
    public static PrivateAuthority of(Path folder, String... names) throws Exception {
        Path keys = folder.resolve("server.p12");
        String alternatives = Stream.of(names).map(name -> "dns:" + name).collect(Collectors.joining(","));
        var process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1",
                "-dname", "CN=Laboratory", "-ext", "SAN=" + alternatives, "-validity", "2", "-storetype", "PKCS12", "-keystore",
                keys.toString(), "-storepass", PASSWORD)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
        KeyStore store = load(keys);
        Path trust = folder.resolve("trust.p12");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        try (OutputStream out = Files.newOutputStream(trust)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return new PrivateAuthority(trust, context(store), trusting(trusted));
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting(KeyStore trusted) throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    public SSLContext server() {
        return server;
    }

    /// Of somebody in this process who believes it.
    public SSLContext client() {
        return client;
    }

    /// The options of Java with which a program believes it.
    public String trusting() {
        return trustingWithoutPassword() + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }

    /// Half of them, which is a usual mistake.
    public String trustingWithoutPassword() {
        return "-Djavax.net.ssl.trustStore=" + trustStore;
    }
}
