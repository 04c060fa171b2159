package org.weightgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.config.ConfigMapping;

/// The README knows what the code knows.
class ReadmeTest {

    @Test
    void everySettingIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var settings = new TreeSet<String>();
        var classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.weightgate");
        for (JavaClass mapping : classes) {
            if (mapping.isAnnotatedWith(ConfigMapping.class)) {
                String prefix = mapping.getAnnotationOfType(ConfigMapping.class).prefix();
                mapping.getMethods().forEach(method -> settings.add(prefix + "." + kebab(method.getName())));
            }
        }

        assertThat(settings).hasSizeGreaterThan(10).allSatisfy(setting -> assertThat(readme).contains("`" + setting + "`"));
    }

    @Test
    void everyPictureAndPageItNamesIsThere() throws IOException {
        var links = Pattern.compile("]\\(([^)#:]+)\\)").matcher(Files.readString(Path.of("README.md")));

        assertThat(links.results().map(match -> Path.of(match.group(1)))).isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
