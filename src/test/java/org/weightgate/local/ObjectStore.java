package org.weightgate.local;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An S3 server that checks signatures and expiry and keeps each object as a file. It takes a file that others may read
/// for a public object, so the bucket and everything in it belong to its owner alone.
final class ObjectStore {
    static final String ACCESS_KEY = "weightgate";
    static final String BUCKET = "weights";
    static final String LOG_BUCKET = "weights-log";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private ObjectStore() {
    }

    static Child start(Stock stock, DataDirectory data, Secrets secrets, ProcessBook book, int port, String portal)
            throws IOException {
        Path objects = data.resolve("s3");
        ownFolder(objects.resolve(BUCKET));
        Path logBucket = ownFolder(objects.resolve(LOG_BUCKET));
        Path logFolder = ownFolder(data.resolve("s3-log"));
        Path settings = data.resolve("s3proxy.conf");
        Files.writeString(settings, """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.cors-allow-origins=%s
                s3proxy.cors-allow-methods=GET HEAD PUT
                s3proxy.cors-allow-headers=range content-type
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, ACCESS_KEY, secrets.storage(), portal, objects));
        List<String> command = List.of("sh", "-c", "umask 077; exec \"$@\"", "s3",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                ownClasses() + File.pathSeparator + stock.part("s3proxy-", ".jar"), LoggingStore.class.getName(),
                settings.toString(), logFolder.toString(), logBucket.toString());
        Child child = Child.start("s3", command, Map.of(), data.log("s3"), book);
        return child.await(LIMIT, () -> child.said("{127.0.0.1:" + port + "}")
                && Web.answers(url(port) + "/" + BUCKET + "/", 403));
    }

    private static Path ownFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static Path ownClasses() throws IOException {
        try {
            return Path.of(ObjectStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    static String url(int port) {
        return "http://localhost:" + port;
    }
}
