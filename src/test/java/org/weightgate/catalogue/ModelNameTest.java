package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;

class ModelNameTest {

    @ParameterizedTest
    @ValueSource(strings = { "a", "meta-llama", "storyteller", "llama-3.1_8b", "0x", "a_", "digit" })
    void ordinaryNamesAreTaken(String name) {
        assertThat(new ModelName("lab", name)).hasToString("lab/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-a", ".a", "A", "a/b", "a b", "a..b", "a--b", "a.", "ä", "a%2fb", "a\nb",
            "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg" })
    void otherNamesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelName("lab", name));
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelName(name, "model"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "demo-", "demo.git" })
    void namesFromBeforeAreFoundButNotGivenAgain(String name) {
        assertThat(ModelName.parse("lab/" + name)).contains(new ModelName("lab", name));
        assertThat(new ModelName("lab", name).problem()).contains("a model name is " + ModelName.RULE);
        assertThat(new ModelName(name, "m").problem()).contains("a namespace is " + ModelName.RULE);
        assertThat(new ModelName("lab", "m").problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "lab", "lab/", "/m", "lab/m/x", "lab/m/", "Lab/m", "lab/m ", "lab/a..b" })
    void onlyTwoPartsAreAFullName(String text) {
        assertThat(ModelName.parse(text)).isEmpty();
        assertThat(ModelName.parse("lab/m")).contains(new ModelName("lab", "m"));
    }

    @Test
    void everyFirstSegmentOfOurOwnAddressesIsReserved() {
        Set<String> segments = new ClassFileImporter().importPackages("org.weightgate").stream()
                .flatMap(type -> type.getMethods().stream().map(method -> first(type, method)))
                .filter(ModelName::isPart).map(segment -> segment.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());

        assertThat(segments).contains("tokens", "models", "api", "oauth")
                .allSatisfy(segment -> assertThat(new ModelName(segment, "x").isReserved()).as(segment).isTrue());
    }

    private static String first(JavaClass type, JavaCodeUnit method) {
        String path = type.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("") + "/"
                + method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return Arrays.stream(path.split("/")).filter(segment -> !segment.isEmpty()).findFirst().orElse("");
    }
}
