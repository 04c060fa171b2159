package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

class CharactersTest {

    @TempDir
    Path folder;

    @Test
    void argumentsBeyondAsciiNeedALocaleOfUtf8() {
        String[] umlauts = { "run", "--prompt", "F\u00fc\u00dfe" };
        String[] already = { "run", "--prompt", "F\ufffd\ufffde" };
        String[] plain = { "run", "--prompt", "feet?" };

        assertThat(Characters.areLost(umlauts, StandardCharsets.US_ASCII)).isTrue();
        assertThat(Characters.areLost(already, StandardCharsets.US_ASCII)).isTrue();
        assertThat(Characters.areLost(umlauts, StandardCharsets.ISO_8859_1)).isTrue();
        assertThat(Characters.areLost(umlauts, StandardCharsets.UTF_8)).isFalse();
        assertThat(Characters.areLost(already, StandardCharsets.UTF_8)).isTrue();
        assertThat(Characters.areLost(plain, StandardCharsets.US_ASCII)).isFalse();
    }

    /// The bytes of the prompt come from the shell, since this Java may itself run where they cannot be said.
    @Test
    void aPromptThatWouldBecomeAnotherIsRefused() throws Exception {
        String model = Path.of("src/test/resources/demo/storyteller").toAbsolutePath().toString();
        String words = "$(printf 'F\\303\\274\\303\\237e')";
        var command = new WeightgateCommand(folder);

        Run refused = command.with("LC_ALL", "C")
                .shell("run '" + model + "' --unsigned --max-tokens 1 --json --prompt \"" + words + "\"");
        Run latin = command.with("LC_ALL", "C.UTF-8").shell("keys remove \"$(printf 'F\\374\\337e')\"");
        Run told = command.with("LC_ALL", "C.UTF-8").shell("keys remove \"" + words + "\"");

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(Exit.USAGE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("LC_ALL=C.UTF-8").hasLineCount(1);
        assertThat(latin.exit()).as(latin.toString()).isEqualTo(Exit.USAGE);
        assertThat(latin.err()).contains("not UTF-8", "may not be what was typed").doesNotContain("LC_ALL").hasLineCount(1);
        assertThat(told.err()).contains("No trusted key has the label F\u00fc\u00dfe ");
    }
}
