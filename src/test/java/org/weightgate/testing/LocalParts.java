package org.weightgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.weightgate.local.TestParts;

/// Starts the real parts once per JVM, before Quarkus boots, when a planned test needs them; plain tests stay quick.
public final class LocalParts implements TestExecutionListener, LauncherSessionListener {
    private static @Nullable TestParts parts;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (parts != null || !needed(plan)) {
            return;
        }
        try {
            var checkout = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
            var started = TestParts.start(checkout);
            parts = started;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
            Map<String, String> settings = started.settings();
            settings.forEach(System::setProperty);
            tellPackagedPortal(settings, checkout.resolve("target/test-parts/portal.properties"));
        } catch (IOException e) {
            // JUnit would swallow an exception here and let every test fail with a confusing one of its own
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        TestParts started = parts;
        if (started != null) {
            parts = null;
            close(started);
        }
    }

    /// A packaged portal is only handed `quarkus.*` properties, so it reads the others from a file one of those names.
    private static void tellPackagedPortal(Map<String, String> settings, Path file) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        properties.keySet().removeIf(key -> key.toString().startsWith("test."));
        properties.put("config_ordinal", "500");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        System.setProperty("quarkus.config.locations", file.toUri().toString());
    }

    private static boolean needed(TestPlan plan) {
        return plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream())
                .map(TestIdentifier::getSource).flatMap(source -> source.stream())
                .anyMatch(LocalParts::needsParts);
    }

    private static boolean needsParts(TestSource source) {
        return source instanceof ClassSource testClass
                && Stream.of(testClass.getJavaClass().getAnnotations()).map(Annotation::annotationType)
                        .anyMatch(type -> type == WithLocalParts.class
                                || type.getName().startsWith("io.quarkus.test.junit.Quarkus"));
    }

    private static void close(TestParts started) {
        try {
            started.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
