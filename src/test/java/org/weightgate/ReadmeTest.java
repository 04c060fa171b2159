package org.weightgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.ConfigMapping;

/// The README knows what the code knows.
class ReadmeTest {

    private static final Path PORTAL = Path.of("src/main/java/org/weightgate");

    /// After the status and before the sentence of a refusal; for a status alone; among why a ticket is refused; in a type.
    private static final List<Pattern> REASONS = List.of(
            Pattern.compile("\\b(?:[45][0-9]{2}|FORBIDDEN|UNPROCESSABLE),\\s*\"([a-z]+(?:[_-][a-z]+)*)\","),
            Pattern.compile("\\b[45][0-9]{2} -> \"([a-z]+(?:-[a-z]+)*)\";"),
            Pattern.compile("\\b[A-Z_]+\\(\"([a-z-]+)\", \"[^\"]+\", Page\\."),
            Pattern.compile("\"urn:weightgate:problem:([a-z-]+)\""));

    private static final Pattern SETTING = Pattern.compile("\\$\\{(weightgate[a-z0-9.-]+)");

    @Test
    void everySettingIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var settings = new TreeSet<String>();
        var classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.weightgate");
        for (JavaClass type : classes) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                String prefix = type.getAnnotationOfType(ConfigMapping.class).prefix();
                type.getMethods().forEach(method -> settings.add(prefix + "." + kebab(method.getName())));
            }
            type.getMethods().stream().filter(method -> method.isAnnotatedWith(Scheduled.class))
                    .map(method -> SETTING.matcher(method.getAnnotationOfType(Scheduled.class).every()))
                    .flatMap(Matcher::results).forEach(found -> settings.add(found.group(1)));
        }

        assertThat(settings).hasSizeGreaterThan(10).allSatisfy(setting -> assertThat(readme).contains("`" + setting + "`"));
    }

    @Test
    void everyReasonOfARefusalIsInItsTable() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("## Errors of the API"), readme.indexOf("## Deploying"));
        var reasons = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(PORTAL)) {
            for (Path file : files.filter(ReadmeTest::isOfThePortal).toList()) {
                String source = Files.readString(file);
                REASONS.forEach(pattern -> pattern.matcher(source).results().forEach(found -> reasons.add(found.group(1))));
            }
        }

        assertThat(reasons).hasSizeGreaterThan(80).contains("not-found", "pending", "invalid-token", "too-large")
                .allSatisfy(reason -> assertThat(table).contains("`" + reason + "`"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "MEASUREMENTS.md" })
    void everyPictureAndPageItNamesIsThere(String page) throws IOException {
        var links = Pattern.compile("]\\(([^)#:]+)(?:#([^)]+))?\\)").matcher(Files.readString(Path.of(page))).results()
                .toList();

        assertThat(links).isNotEmpty();
        for (MatchResult link : links) {
            assertThat(Path.of(link.group(1))).exists();
            if (link.group(2) != null) {
                assertThat(Files.readAllLines(Path.of(link.group(1)))).anyMatch(line -> line.startsWith("#")
                        && line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-').equals(link.group(2)));
            }
        }
    }

    private static boolean isOfThePortal(Path file) {
        return file.toString().endsWith(".java") && !file.startsWith(PORTAL.resolve("loader"))
                && !file.startsWith(PORTAL.resolve("manifest"));
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
