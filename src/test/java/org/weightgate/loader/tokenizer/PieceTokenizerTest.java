package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.loader.llama.GgufWriter;
import org.weightgate.loader.weights.Gguf;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// SentencePiece-style tokenizers. The ids and texts in `cases.json` are those of Hugging Face's tokenizers for JavaScript (0.2.0)
/// where a `tokenizer.json` lies beside them, and of SentencePiece itself (0.1.97) where a `tokenizer.model` does;
/// `bytes-as-written` and `sentencepiece-unknown` are of the libraries for Python (0.22.2 and 0.2.2). Where a `model.gguf` lies
/// beside them they are llama.cpp's (August 2026), with [TextRule#SPACE] in text as a space and without the one at the beginning.
class PieceTokenizerTest {

    private static final Path CASES = Path.of("src/test/resources/tokenizer");
    private static final int VOCABULARY = 1024;

    @ParameterizedTest
    @ValueSource(strings = { "llama2", "llama2-older", "llama2-metaspace", "bytes-as-written", "sentencepiece",
            "sentencepiece-symbols", "sentencepiece-unknown", "gguf-pieces", "gguf-llama3", "gguf-gpt2" })
    void oddTextGivesTheSameIdsAndTextsAsTheReference(String name) throws IOException {
        Tokenizer tokenizer = read(name);
        var softly = new SoftAssertions();

        for (JsonField odd : cases(name)) {
            int[] ids = numbers(odd.get("ids"));
            softly.assertThat(tokenizer.encode(odd.get("text").text())).as(odd.path() + odd.get("text").text()).isEqualTo(ids);
            softly.assertThat(tokenizer.decode(ids)).as(odd.path()).isEqualTo(odd.get("decoded").text());
        }

        softly.assertAll();
    }

    @Test
    void tokenizerInsideGgufIsTheOneItWasMadeFrom() throws IOException {
        Tokenizer json = read("llama2");
        Tokenizer gguf = GgufTokenizer.of(llamaGguf(), VOCABULARY);

        for (JsonField odd : cases("sentencepiece")) {
            String text = odd.get("text").text();
            if (!text.contains("<") && !text.contains(TextRule.SPACE)) {
                assertThat(gguf.encode(text)).as(text).isEqualTo(json.encode(text));
                assertThat(gguf.decode(gguf.encode(text))).isEqualTo(text);
            }
        }
        assertThat(gguf.encode("</s>")).containsExactly(1, 2);
    }

    @Test
    void tokensThatEndATextAreKnown() throws IOException {
        assertThat(read("llama2").endTokens()).containsExactly(2);
        assertThat(read("sentencepiece").endTokens()).containsExactly(2);
        assertThat(GgufTokenizer.of(llamaGguf(), VOCABULARY).endTokens()).containsExactly(2);
        assertThat(read("llama3").endTokens()).isEmpty();
    }

    /// llama.cpp's converter fills a vocabulary up with them.
    @Test
    void unusedPiecesOfGgufAreNeverMadeAndGiveNoText() throws IOException {
        Tokenizer tokenizer = GgufTokenizer.of(pieces(List.of("<unk>", "a", "b", "ab", "[PAD4]", "aa"),
                List.of(2, 1, 1, 1, 5, 5)), 6);

        assertThat(tokenizer.encode("ab")).containsExactly(3);
        assertThat(tokenizer.encode("aa")).containsExactly(1, 1);
        assertThat(tokenizer.decode(3, 4, 1)).isEqualTo("aba");
    }

    @Test
    void byteLevelTokenizerInsideGgufIsTheOneItWasMadeFrom() throws IOException {
        JsonField model = WeightJson.read(WeightFiles.in(CASES.resolve("llama3")), Tokenizer.FILE, 1 << 20).get("model");
        Tokenizer gguf = GgufTokenizer.of(llama3Gguf(model, "llama-bpe"), VOCABULARY);

        for (JsonField odd : cases("llama3")) {
            String text = odd.get("text").text();
            if (!text.contains("<") && !text.contains("NORM")) {
                int[] ids = numbers(odd.get("ids"));
                int[] found = gguf.encode(text);
                assertThat(Arrays.copyOfRange(found, 1, found.length)).as(text)
                        .isEqualTo(Arrays.copyOfRange(ids, 1, ids.length - 1));
            }
        }
        assertThatThrownBy(() -> GgufTokenizer.of(llama3Gguf(model, "qwen2"), VOCABULARY))
                .isInstanceOf(WeightFormatException.class).hasMessageContaining("qwen2");
    }

    /// llama.cpp's converter fills these up, too, and a piece that is not in use may be named like one that is.
    @Test
    void unusedTokensOfAByteLevelGgufAreNeverMadeAndGiveNoText() throws IOException {
        JsonField model = WeightJson.read(WeightFiles.in(CASES.resolve("llama3")), Tokenizer.FILE, 1 << 20).get("model");
        Tokenizer plain = GgufTokenizer.of(llama3Gguf(model, "llama-bpe"), VOCABULARY);
        Tokenizer filled = GgufTokenizer.of(llama3Gguf(model, "llama-bpe", "[PAD0]", "zebra", "a"), VOCABULARY);
        int first = model.get("vocab").members().size();

        for (String text : List.of("[PAD0]", "zebra", "a", " a zebra")) {
            assertThat(filled.encode(text)).isEqualTo(plain.encode(text));
        }
        int a = filled.encode("a")[1];
        assertThat(filled.decode(a, first, first + 1, first + 2, a)).isEqualTo("aa");
    }

    @Test
    void ggufWithoutATokenizerIsRefused() throws IOException {
        Gguf none = Gguf.read("model.gguf",
                MemorySegment.ofArray(new GgufWriter().text("tokenizer.ggml.model", "none").bytes()));

        assertThatThrownBy(() -> GgufTokenizer.of(none, VOCABULARY)).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("tokenizer.ggml.model");
    }

    /// llama.cpp reads two of them and does not heed them here, and never writes the tokens of the third.
    @Test
    void settingsOfGgufThatProgramsReadDifferentlyAreRefused() throws IOException {
        JsonField model = WeightJson.read(WeightFiles.in(CASES.resolve("llama3")), Tokenizer.FILE, 1 << 20).get("model");

        for (var wrong : Map.of("tokenizer.ggml.add_space_prefix",
                llama3Keys(model, "llama-bpe").truth("tokenizer.ggml.add_space_prefix", true), "tokenizer.ggml.suppress_tokens",
                llama3Keys(model, "gpt-2").counts("tokenizer.ggml.suppress_tokens", List.of(1)),
                "tokenizer.ggml.remove_extra_whitespaces", new GgufWriter().text("tokenizer.ggml.model", "llama")
                        .truth("tokenizer.ggml.remove_extra_whitespaces", true))
                .entrySet()) {
            Gguf file = Gguf.read("model.gguf", MemorySegment.ofArray(wrong.getValue().bytes()));
            assertThatThrownBy(() -> GgufTokenizer.of(file, VOCABULARY)).isInstanceOfSatisfying(WeightFormatException.class,
                    refused -> assertThat(refused.field()).isEqualTo(wrong.getKey()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama2", "sentencepiece", "sentencepiece-symbols" })
    void streamNeverSplitsACharacterOfBytePieces(String name) throws IOException {
        Tokenizer tokenizer = read(name);
        String text = "é 👩‍👩‍👧 中文 a\u0301 \ud7a3";
        TextStream stream = tokenizer.stream();
        var pieces = new ArrayList<String>();

        for (int token : tokenizer.encode(text)) {
            pieces.add(stream.accept(token));
        }
        pieces.add(stream.finish());

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(piece)).isTrue());
    }

    @Test
    void textThatContinuesKeepsTheSpaceBetween() throws IOException {
        Tokenizer tokenizer = read("sentencepiece");
        int[] prompt = tokenizer.encode("the text");
        int[] whole = tokenizer.encode("the text of tokens");
        TextStream stream = tokenizer.streamAfter(prompt);
        var continued = new StringBuilder();

        for (int token : Arrays.copyOfRange(whole, prompt.length, whole.length)) {
            continued.append(stream.accept(token));
        }

        assertThat(Arrays.copyOf(whole, prompt.length)).isEqualTo(prompt);
        assertThat(continued + stream.finish()).isEqualTo(" of tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama2", "llama2-older", "llama2-metaspace", "sentencepiece", "sentencepiece-unknown",
            "gguf-pieces", "gguf-llama3", "gguf-gpt2", "gpt2" })
    void tokensOfATextInTwoPartsAreThoseOfTheWhole(String name) throws IOException {
        Tokenizer tokenizer = read(name);
        int[] first = tokenizer.encode("the text");
        int[] second = tokenizer.encodeAfter(first[first.length - 1], " of tokens");

        int[] both = IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
        assertThat(both).isEqualTo(tokenizer.encode("the text of tokens"));
        assertThat(tokenizer.encodeAfter(first[first.length - 1], "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama2", "llama2-metaspace", "gguf-pieces" })
    void textBehindASpecialTokenIsThatOfTheWhole(String name) throws IOException {
        Tokenizer tokenizer = read(name);
        int[] whole = tokenizer.encode("the text</s>of tokens");
        int end = IntStream.range(0, whole.length).filter(i -> whole[i] == 2).findFirst().orElseThrow();

        assertThat(tokenizer.encodeAfter(2, "of tokens")).isEqualTo(Arrays.copyOfRange(whole, end + 1, whole.length));
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = { "llama2", "sentencepiece", "sentencepiece-symbols", "llama3", "gpt2" })
    void longRunsOfAnythingAreQuick(String name) throws IOException {
        Tokenizer tokenizer = read(name);

        for (String part : List.of(" ", "a", "\n", "é", "the cat ", "👩‍")) {
            String text = part.repeat((1 << 17) / part.length());
            assertThat(tokenizer.decode(tokenizer.encode(text))).hasSizeBetween(0, text.length() + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama2", "sentencepiece" })
    void halfASurrogatePairIsRefused(String name) throws IOException {
        Tokenizer tokenizer = read(name);

        assertThatThrownBy(() -> tokenizer.encode("a\ud800b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"type\": \"Prepend\" ; \"type\": \"NFKC\" ; normalizer.normalizers[0].type",
            "\"type\": \"Strip\" ; \"type\": \"WordPiece\" ; decoder.decoders[3].type",
            "\"prepend\": \"▁\" ; \"prepend\": \"aaaaaaaaaaaaaaaaaaaaaaaaa\" ; normalizer.normalizers[0]",
            "\"start\": 1 ; \"start\": 2 ; decoder.decoders[3]",
            "\"unk_token\": \"<unk>\" ; \"unk_token\": \"<nothing>\" ; model.unk_token",
            "\"pre_tokenizer\": null ; \"pre_tokenizer\": {\"type\":\"Whitespace\"} ; normalizer.type",
            "\"pre_tokenizer\": null ; \"pre_tokenizer\": {METASPACE,\"add_prefix_space\":false,\"prepend_scheme\":\"first\"} ; pre_tokenizer.add_prefix_space",
            "\"pre_tokenizer\": null ; \"pre_tokenizer\": {METASPACE,\"prepend_scheme\":\"last\"} ; pre_tokenizer.prepend_scheme",
    })
    void whatCanNotBeDoneIsRefusedByName(String from, String to, String field) throws IOException {
        String text = Files.readString(CASES.resolve("llama2/tokenizer.json"));
        assertThat(text).contains(from);
        byte[] changed = text.replace(from, to.replace("METASPACE", "\"type\":\"Metaspace\",\"replacement\":\"\u2581\""))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> new TokenizerFile(WeightJson.parse(Tokenizer.FILE, changed), VOCABULARY).tokenizer())
                .isInstanceOfSatisfying(WeightFormatException.class, refused -> assertThat(refused.field()).isEqualTo(field));
    }

    /// Each part takes the tokens as the one before left them: in another order the same parts give other text.
    @ParameterizedTest
    @ValueSource(strings = { "REPLACE,BYTES,STRIP", "REPLACE,BYTES,STRIP,FUSE", "REPLACE,FUSE,BYTES,STRIP",
            "STRIP,REPLACE,BYTES,FUSE", "BYTES,REPLACE,FUSE,STRIP", "REPLACE,BYTES,FUSE,STRIP,STRIP", "REPLACE,REPLACE,FUSE",
            "META,FUSE,STRIP", "BYTES,META", "REPLACE,META", "BYTES,FUSE", "FUSE" })
    void decodersInAnotherOrderAreRefused(String order) throws IOException {
        assertThatThrownBy(() -> withDecoders(order)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo("decoder"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = { "REPLACE ; _the text<0xC3><0xA9>", "REPLACE,BYTES ; _the text\u00e9",
            "REPLACE,FUSE ; _the text<0xC3><0xA9>", "REPLACE,BYTES,FUSE ; _the text\u00e9",
            "REPLACE,FUSE,STRIP ; the text<0xC3><0xA9>", "REPLACE,BYTES,FUSE,STRIP ; the text\u00e9",
            "META ; the text<0xC3><0xA9>", "META,BYTES ; the text\u00e9", "META,BYTES,FUSE ; the text\u00e9" })
    void decodersThatEndSoonerGiveTheTextOfTheReference(String order, String expected) throws IOException {
        assertThat(withDecoders(order).decode(322, 556, 198, 172)).isEqualTo(expected.replace('_', ' '));
    }

    private static Tokenizer withDecoders(String order) throws IOException {
        String decoders = order
                .replace("REPLACE", "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"}")
                .replace("BYTES", "{\"type\":\"ByteFallback\"}").replace("FUSE", "{\"type\":\"Fuse\"}")
                .replace("STRIP", "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}")
                .replace("META", "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\"}");
        return changed("(?s)\"decoders\": \\[.*?\\]\\}, \"model\"", "\"decoders\": [" + decoders + "]}, \"model\"");
    }

    @Test
    void rulesAreFewAndDoNotMakeTextManyTimesAsLong() throws IOException {
        String same = "{\"type\":\"Replace\",\"pattern\":{\"String\":\"q\"},\"content\":\"q\"}";
        String twice = same.replace("\"content\":\"q\"", "\"content\":\"qq\"");
        String before = "{\"type\":\"Prepend\",\"prepend\":\"" + "q".repeat(16) + "\"}";

        assertThat(withNormalizers(Collections.nCopies(16, same)).encode("q")).hasSize(2);
        assertThat(withNormalizers(Collections.nCopies(4, twice)).encode("q")).hasSize(17);
        assertThat(withNormalizers(List.of(before)).encode("q")).hasSize(18);
        for (List<String> tooMuch : List.of(Collections.nCopies(17, same), Collections.nCopies(5, twice),
                List.of(before.replace("qq", "qqq")))) {
            assertThatThrownBy(() -> withNormalizers(tooMuch)).isInstanceOf(WeightFormatException.class)
                    .hasMessageContaining("at most 16");
        }
    }

    private static Tokenizer withNormalizers(List<String> normalizers) throws IOException {
        return changed("(?s)\"normalizers\": \\[.*?\\]\\}, \"pre_tokenizer\"",
                "\"normalizers\": [" + String.join(",", normalizers) + "]}, \"pre_tokenizer\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = { "null ; 599 35 623",
            "{METASPACE,\"prepend_scheme\":\"never\"} ; 599 296", "{METASPACE,\"add_prefix_space\":false} ; 599 296",
            "{METASPACE,\"add_prefix_space\":false,\"prepend_scheme\":\"never\"} ; 599 296",
            "{METASPACE,\"prepend_scheme\":\"first\"} ; 304 296", "{METASPACE} ; 304 296",
            "{METASPACE,\"add_prefix_space\":true} ; 304 296" })
    void spacesAreMarkedAsTheFileSays(String splitting, String ids) throws IOException {
        Tokenizer tokenizer = changed("(?s)\"normalizer\": \\{.*?\\]\\}, \"pre_tokenizer\": null",
                "\"normalizer\": null, \"pre_tokenizer\": "
                        + splitting.replace("METASPACE", "\"type\":\"Metaspace\",\"replacement\":\"\u2581\""));

        assertThat(IntStream.of(tokenizer.encode("a b")).skip(1).mapToObj(String::valueOf).toList())
                .isEqualTo(List.of(ids.split(" ")));
    }

    private static Tokenizer changed(String pattern, String replacement) throws IOException {
        String text = Files.readString(CASES.resolve("llama2/tokenizer.json"));
        String changed = text.replaceFirst(pattern, Matcher.quoteReplacement(replacement));
        assertThat(changed).isNotEqualTo(text);
        return new TokenizerFile(WeightJson.parse(Tokenizer.FILE, changed.getBytes(StandardCharsets.UTF_8)), VOCABULARY)
                .tokenizer();
    }

    /// As old folders of Hugging Face have them beside `tokenizer.model`.
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "added_tokens.json     ; {\"<pad>\":900}                                          ; <pad>",
            "added_tokens.json     ; {\"<s>\":2}                                              ; <s>",
            "tokenizer_config.json ; {\"added_tokens_decoder\":{\"900\":{\"content\":\"<pad>\"}}} ; added_tokens_decoder.900",
            "tokenizer_config.json ; {\"added_tokens_decoder\":{\"1\":{\"content\":\"<S>\"}}}     ; added_tokens_decoder.1",
            "tokenizer_config.json ; {\"added_tokens_decoder\":{\"x\":{\"content\":\"<s>\"}}}     ; added_tokens_decoder.x",
            "tokenizer_config.json ; {\"add_prefix_space\":false}                               ; add_prefix_space",
    })
    void tokensBesideASentencePieceModelAreRefused(String file, String text, String field, @TempDir Path folder)
            throws IOException {
        Files.copy(CASES.resolve("sentencepiece/tokenizer.model"), folder.resolve("tokenizer.model"));
        Files.writeString(folder.resolve(file), text);

        assertThatThrownBy(() -> Tokenizer.read(WeightFiles.in(folder), VOCABULARY))
                .isInstanceOfSatisfying(WeightFormatException.class, refused -> {
                    assertThat(refused.file()).isEqualTo(file);
                    assertThat(refused.field()).isEqualTo(field);
                });
    }

    @Test
    void tokensThatASentencePieceModelHasMayBeListedBesideIt(@TempDir Path folder) throws IOException {
        Files.copy(CASES.resolve("sentencepiece/tokenizer.model"), folder.resolve("tokenizer.model"));
        Files.writeString(folder.resolve("added_tokens.json"), "{\"</s>\":2}");
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"add_bos_token":false,"add_eos_token":true,"add_prefix_space":true,
                "added_tokens_decoder":{"0":{"content":"<unk>"},"1":{"content":"<s>"}}}""");
        int[] plain = read("sentencepiece").encode("the text");

        int[] ids = Tokenizer.read(WeightFiles.in(folder), VOCABULARY).encode("the text");

        assertThat(ids).isEqualTo(IntStream.concat(Arrays.stream(plain).skip(1), IntStream.of(2)).toArray());
    }

    @Test
    void piecesThatAreTooLongTogetherAreRefused() {
        List<String> texts = IntStream.range(0, 1_100).mapToObj(i -> "%04d".formatted(i) + "x".repeat(500)).toList();
        byte[] bytes = new GgufWriter().text("tokenizer.ggml.model", "llama").texts("tokenizer.ggml.tokens", texts)
                .numbers("tokenizer.ggml.scores", Collections.nCopies(texts.size(), 0f))
                .counts("tokenizer.ggml.token_type", Collections.nCopies(texts.size(), 1)).bytes();

        assertThatThrownBy(() -> GgufTokenizer.of(Gguf.read("model.gguf", MemorySegment.ofArray(bytes)), 4096))
                .isInstanceOf(WeightFormatException.class).hasMessageContaining("too long together");
    }

    private static Gguf pieces(List<String> texts, List<Integer> types) throws IOException {
        byte[] bytes = new GgufWriter().text("tokenizer.ggml.model", "llama").texts("tokenizer.ggml.tokens", texts)
                .numbers("tokenizer.ggml.scores", Collections.nCopies(texts.size(), 0f))
                .counts("tokenizer.ggml.token_type", types).truth("tokenizer.ggml.add_bos_token", false)
                .truth("tokenizer.ggml.add_space_prefix", false).bytes();
        return Gguf.read("model.gguf", MemorySegment.ofArray(bytes));
    }

    private static Gguf llamaGguf() throws IOException {
        JsonField document = WeightJson.read(WeightFiles.in(CASES.resolve("llama2")), Tokenizer.FILE, 1 << 20);
        List<String> tokens = List.copyOf(document.get("model").get("vocab").members().keySet());
        var scores = new ArrayList<Float>();
        var types = new ArrayList<Integer>();
        for (int id = 0; id < tokens.size(); id++) {
            boolean one = tokens.get(id).codePointCount(0, tokens.get(id).length()) == 1;
            scores.add(one ? -1e4f : (float) -id);
            types.add(id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1);
        }
        byte[] bytes = new GgufWriter().text("tokenizer.ggml.model", "llama").texts("tokenizer.ggml.tokens", tokens)
                .numbers("tokenizer.ggml.scores", scores).counts("tokenizer.ggml.token_type", types)
                .count("tokenizer.ggml.bos_token_id", 1).bytes();
        return Gguf.read("model.gguf", MemorySegment.ofArray(bytes));
    }

    private static Gguf llama3Gguf(JsonField model, String cut, String... unused) throws IOException {
        return Gguf.read("model.gguf", MemorySegment.ofArray(llama3Keys(model, cut, unused).bytes()));
    }

    private static GgufWriter llama3Keys(JsonField model, String cut, String... unused) throws IOException {
        Map<String, JsonField> vocabulary = model.get("vocab").members();
        var tokens = new String[vocabulary.size() + unused.length];
        System.arraycopy(unused, 0, tokens, vocabulary.size(), unused.length);
        for (var entry : vocabulary.entrySet()) {
            tokens[entry.getValue().count(0, vocabulary.size() - 1)] = entry.getKey();
        }
        var merges = new ArrayList<String>();
        for (JsonField merge : model.get("merges").items()) {
            merges.add(merge.isText() ? merge.text() : merge.items().getFirst().text() + " " + merge.items().getLast().text());
        }
        return new GgufWriter().text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", cut)
                .texts("tokenizer.ggml.tokens", List.of(tokens)).texts("tokenizer.ggml.merges", merges)
                .counts("tokenizer.ggml.token_type",
                        IntStream.range(0, tokens.length).mapToObj(id -> id < vocabulary.size() ? 1 : 5).toList())
                .count("tokenizer.ggml.bos_token_id", 0);
    }

    private static Tokenizer read(String name) throws IOException {
        return Tokenizer.read(WeightFiles.in(CASES.resolve(name)), VOCABULARY);
    }

    private static List<JsonField> cases(String name) throws IOException {
        return WeightJson.read(WeightFiles.in(CASES.resolve(name)), "cases.json", 1 << 20).items();
    }

    private static int[] numbers(JsonField array) throws IOException {
        List<JsonField> items = array.items();
        var numbers = new int[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = items.get(i).count(0, Integer.MAX_VALUE);
        }
        return numbers;
    }
}
