package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// Ids and texts as Hugging Face's own tokenizers library (0.22.2; of `digits` 0.23.2) gives them; see `cases.json` beside each `tokenizer.json`.
class TokenizerTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path STORYTELLER = RESOURCES.resolve("demo/storyteller");
    private static final int VOCABULARY = 1024;

    static Stream<Arguments> tokenizers() {
        Path cases = RESOURCES.resolve("tokenizer");
        return Stream.of(Arguments.of(cases.resolve("gpt2"), cases.resolve("gpt2")),
                Arguments.of(cases.resolve("llama3"), cases.resolve("llama3")),
                Arguments.of(cases.resolve("digits"), cases.resolve("digits")),
                Arguments.of(cases.resolve("added-spaces"), cases.resolve("added-spaces")),
                Arguments.of(STORYTELLER, cases.resolve("storyteller")));
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void oddTextGivesTheSameIdsAndTextsAsTheReference(Path folder, Path cases) throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(folder), VOCABULARY);
        var softly = new SoftAssertions();

        for (JsonField odd : WeightJson.read(WeightFiles.in(cases), "cases.json", 1 << 20).items()) {
            int[] ids = numbers(odd.get("ids"));
            softly.assertThat(tokenizer.encode(odd.get("text").text())).as(odd.path() + odd.get("text").text()).isEqualTo(ids);
            softly.assertThat(tokenizer.decode(ids)).as(odd.path()).isEqualTo(odd.get("decoded").text());
        }

        softly.assertAll();
    }

    @Test
    void digitsStayTogetherUnlessEachIsAskedFor() throws IOException {
        String digits = Files.readString(RESOURCES.resolve("tokenizer/digits/tokenizer.json"));
        byte[] together = digits.replace("\"individual_digits\":true", "\"individual_digits\":false")
                .getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = new TokenizerFile(WeightJson.parse(Tokenizer.FILE, together), VOCABULARY).tokenizer();

        assertThat(tokenizer.encode("1415")).containsExactly(348);
        assertThat(tokenizer.encode("x2024-11-26")).containsExactly(120, 50, 48, 350, 45, 345, 45, 50, 54);
        assertThat(tokenizer.encode("  23  45")).containsExactly(260, 291, 260, 52, 53);
        assertThat(tokenizer.encode("NORM14NORM")).containsExactly(605, 346, 605);
    }

    @Test
    void storytellerPromptsAndContinuationsMatchTheReference() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(STORYTELLER), 768);

        for (JsonField story : WeightJson.read(WeightFiles.in(RESOURCES), "golden/storyteller/expected.json", 1 << 20)
                .items()) {
            assertThat(tokenizer.encode(story.get("prompt").text())).isEqualTo(numbers(story.get("prompt_tokens")));
            assertThat(tokenizer.decode(numbers(story.get("greedy_tokens")))).isEqualTo(story.get("text").text());
        }
    }

    @Test
    void streamNeverSplitsACharacter() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(STORYTELLER), 768);
        String text = "é 👩‍👩‍👧 中文 a\u0301 \ud7a3";
        TextStream stream = tokenizer.stream();
        var pieces = new ArrayList<String>();

        for (int token : tokenizer.encode(text)) {
            pieces.add(stream.accept(token));
        }
        pieces.add(stream.finish());

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(piece)).isTrue());
        assertThat(pieces).noneMatch(piece -> piece.contains("\ufffd"));
    }

    @Test
    void charactersThatAreNeverCompletedBecomeReplacements() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(STORYTELLER), 768);
        int[] woman = tokenizer.encode("👩");
        TextStream stream = tokenizer.stream();

        String begun = stream.accept(woman[1]) + stream.accept(woman[2]);

        assertThat(begun).isEmpty();
        assertThat(stream.finish()).isEqualTo("\ufffd");
    }

    @Tag("long")
    @Test
    void longWordsAreMergedWithoutTakingForever() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(STORYTELLER), 768);

        int[] tokens = tokenizer.encode("the".repeat(100_000));

        assertThat(tokenizer.decode(tokens)).hasSize(300_000);
    }

    @Test
    void halfASurrogatePairIsRefused() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(WeightFiles.in(STORYTELLER), 768);

        for (String half : List.of("a\ud800b", "a\ud800", "\udc00", "\udc00\ud800", "\ud800\ud800\udc00")) {
            assertThatThrownBy(() -> tokenizer.encode(half)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate");
        }
    }

    @Test
    void idsOutsideTheModelsVocabularyAreRefused() {
        assertThatThrownBy(() -> Tokenizer.read(WeightFiles.in(STORYTELLER), 767)).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("767").hasMessageContaining("from 0 to 766");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"normalizer\": null ; \"normalizer\": {\"type\":\"NFC\"} ; normalizer.type",
            "\"type\": \"BPE\" ; \"type\": \"Unigram\" ; model.type",
            "\"byte_fallback\": false ; \"byte_fallback\": true ; model.byte_fallback",
            "\"dropout\": null ; \"dropout\": 0.1 ; model.dropout",
            "\"end_of_word_suffix\": null ; \"end_of_word_suffix\": \"x\" ; model.end_of_word_suffix",
            "\"type\": \"TemplateProcessing\" ; \"type\": \"BertProcessing\" ; post_processor.type",
            "\"<|end|>\": 1, ; \"<|end|>\": 0, ; model.vocab.<|end|>",
            "\"<|end|>\": 1, ; \"<|end|>\": -1, ; model.vocab.<|end|>",
            "\"<|end|>\": 1, ; \"<|end|>\": 4294967296, ; model.vocab.<|end|>",
            "\"<|end|>\": 1, ; \"<|begin|>\": 1, ; model.vocab.<|begin|>",
            "\"content\": \"<|end|>\" ; \"content\": \"\" ; added_tokens[1].content",
            "\"h e\" ; \"h e f\" ; model.merges[0]",
            "\"h e\" ; \"h zz\" ; model.merges[0]",
            "\"h e\" ; 7 ; model.merges[0]",
            "\"h e\" ; [\"h\"] ; model.merges[0]",
    })
    void whatCanNotBeDoneIsRefusedByName(String from, String to, String field) throws IOException {
        String text = Files.readString(STORYTELLER.resolve(Tokenizer.FILE));
        assertThat(text).contains(from);
        byte[] changed = text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new TokenizerFile(WeightJson.parse(Tokenizer.FILE, changed), 768).tokenizer())
                .isInstanceOfSatisfying(WeightFormatException.class, refused -> assertThat(refused.field()).isEqualTo(field));
    }

    private static int[] numbers(JsonField array) throws IOException {
        List<JsonField> items = array.items();
        var numbers = new int[items.size()];
        for (int i : IntStream.range(0, numbers.length).toArray()) {
            numbers[i] = items.get(i).count(0, Integer.MAX_VALUE);
        }
        return numbers;
    }
}
