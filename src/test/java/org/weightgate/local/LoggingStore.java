package org.weightgate.local;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The S3 server's process: the server from its own jar, which knows no access log, with one of ours behind it. Reached by
/// reflection, because the jar brings libraries that must not meet the portal's.
final class LoggingStore {
    private static final String SERVER = "org.gaul.s3proxy.";
    private static final String JETTY = "org.gaul.shaded.org.eclipse.jetty.server.";

    private LoggingStore() {
    }

    /// The settings file, the folder for log objects under way, and the bucket they end in.
    public static void main(String[] arguments) throws Exception {
        var settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(in);
        }
        var log = new AccessLogWriter(Path.of(arguments[1]), Path.of(arguments[2]), Clock.systemUTC());
        Object store = store(settings);
        Field jetty = store.getClass().getDeclaredField("server");
        jetty.setAccessible(true);
        Object server = jetty.get(store);
        server.getClass().getMethod("setRequestLog", Class.forName(JETTY + "RequestLog")).invoke(server, requestLog(log));
        var _ = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())
                .scheduleWithFixedDelay(log::flush, 1, 1, TimeUnit.SECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(log::flush));
        store.getClass().getMethod("start").invoke(store);
    }

    private static Object store(Properties settings) throws ReflectiveOperationException {
        Method blobs = Class.forName(SERVER + "Main").getDeclaredMethod("createBlobStore", Properties.class);
        blobs.setAccessible(true);
        Object kept = blobs.invoke(null, settings);
        Class<?> type = Class.forName(SERVER + "S3Proxy$Builder");
        Object builder = type.getMethod("fromProperties", Properties.class).invoke(null, settings);
        type.getMethod("blobStore", Class.forName(SERVER + "blobstore.BlobStore")).invoke(builder, kept);
        return type.getMethod("build").invoke(builder);
    }

    private static Object requestLog(AccessLogWriter log) throws ReflectiveOperationException {
        Class<?> writer = Class.forName(JETTY + "RequestLog$Writer");
        Object ours = Proxy.newProxyInstance(writer.getClassLoader(), new Class<?>[] { writer }, (_, _, line) -> {
            log.write((String) line[0]);
            return null;
        });
        return Class.forName(JETTY + "CustomRequestLog").getConstructor(writer, String.class)
                .newInstance(ours, AccessLogWriter.FORMAT);
    }
}
