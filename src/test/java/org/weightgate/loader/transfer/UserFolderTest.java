package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

class UserFolderTest {

    @Test
    void theEnvironmentSaysWhereHomeIs() {
        Path another = Path.of("another").toAbsolutePath();
        Map<String, String> home = Map.of("HOME", another.toString());

        assertThat(UserFolder.find(home)).isEqualTo(another.resolve(".config/weightgate"));
        assertThat(BlobCache.usualFolder(home)).isEqualTo(another.resolve(".cache/weightgate"));
    }

    @Test
    void withoutAWholePathJavaSays() {
        Path usual = Path.of(System.getProperty("user.home"), ".config", "weightgate");

        assertThat(UserFolder.find(Map.of())).isEqualTo(usual);
        assertThat(UserFolder.find(Map.of("HOME", ""))).isEqualTo(usual);
        assertThat(UserFolder.find(Map.of("HOME", "here"))).isEqualTo(usual);
    }
}
