package org.weightgate.loader.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFormatException;

/// The parts of a `tokenizer.json` in which a SentencePiece-style vocabulary differs from a byte-level one: the normaliser, the
/// Metaspace pre-tokenizer, byte pieces and the decoder.
final class PieceFile {

    private static final int RULES = 16;
    /// Each part of a decoder takes the tokens as the one before left them: a Strip before the Fuse takes a space off each token.
    private static final Pattern DECODERS = Pattern
            .compile("(Replace|Metaspace)( ByteFallback)?( Fuse)?|Replace( ByteFallback)? Fuse Strip");

    private final JsonField document;
    private final Map<String, Integer> ids;

    PieceFile(JsonField document, Map<String, Integer> ids) {
        this.document = document;
        this.ids = ids;
    }

    /// Whether the file is of this kind: no part of it says "ByteLevel", and the decoder knows [TextRule#SPACE].
    static boolean describes(JsonField document) throws WeightFormatException {
        for (JsonField part : parts(document.get("decoder"), "decoders")) {
            if (part.get("type").text().equals("ByteLevel")) {
                return false;
            }
        }
        JsonField splitting = document.get("pre_tokenizer");
        return !splitting.isPresent() || splitting.get("type").text().equals("Metaspace");
    }

    /// Whether the decoder turns `<0x41>` into a byte; one that does not leaves it as it is written.
    static boolean decodesBytes(JsonField document) throws WeightFormatException {
        for (JsonField part : parts(document.get("decoder"), "decoders")) {
            if (part.get("type").text().equals("ByteFallback")) {
                return true;
            }
        }
        return false;
    }

    /// What a piece stands for: the byte of `<0x41>`, or its text with spaces.
    static byte[] bytes(String piece) {
        int value = byteOf(piece);
        return value >= 0 ? new byte[] { (byte) value } : text(piece);
    }

    static byte[] text(String piece) {
        return piece.replace(TextRule.SPACE, " ").getBytes(StandardCharsets.UTF_8);
    }

    /// The value of a byte piece such as `<0x0A>`, or -1.
    static int byteOf(String piece) {
        if (piece.length() != 6 || !piece.startsWith("<0x") || !piece.endsWith(">")) {
            return -1;
        }
        return HexFormat.isHexDigit(piece.charAt(3)) && HexFormat.isHexDigit(piece.charAt(4))
                ? HexFormat.fromHexDigits(piece, 3, 5)
                : -1;
    }

    /// The ids of the 256 byte pieces, -1 where there is none.
    static List<Integer> byteTokens(Map<String, Integer> ids) {
        return IntStream.range(0, 256).mapToObj(value -> ids.getOrDefault("<0x%02X>".formatted(value), -1)).toList();
    }

    /// The pieces of one character.
    static Map<String, Integer> characters(Map<String, Integer> ids) {
        var characters = new HashMap<String, Integer>();
        ids.forEach((piece, id) -> {
            if (!piece.isEmpty() && piece.codePointCount(0, piece.length()) == 1) {
                characters.put(piece, id);
            }
        });
        return Map.copyOf(characters);
    }

    /// The rules of the normaliser; those that would make a text many times longer are refused.
    List<TextRule> rules() throws WeightFormatException {
        var rules = new ArrayList<TextRule>();
        int growth = 1;
        JsonField normalizer = document.get("normalizer");
        for (JsonField part : normalizer.isPresent() ? parts(normalizer, "normalizers") : List.<JsonField> of()) {
            rules.add(switch (part.get("type").text()) {
                case "Prepend" -> new TextRule.Prepend(part.get("prepend").text());
                case "Replace" -> new TextRule.Replace(plainPattern(part), part.get("content").text());
                default -> throw part.get("type").refused("only \"Prepend\" and \"Replace\" are read");
            });
            growth *= growth(rules.getLast());
            if (rules.size() > RULES || growth > RULES) {
                throw part.refused("at most " + RULES + " parts are read, and they may make text at most " + RULES
                        + " times as long");
            }
        }
        return List.copyOf(rules);
    }

    private static int growth(TextRule rule) {
        return switch (rule) {
            case TextRule.Prepend prepend -> prepend.prefix().length() > RULES ? RULES + 1 : 1;
            case TextRule.Replace replace -> Math.clamp(Math.ceilDiv(replace.to().length(), replace.from().length()), 1,
                    RULES + 1);
            case TextRule.SingleSpaces single -> 1;
        };
    }

    Pieces encoder(BytePairEncoding merges) throws WeightFormatException {
        JsonField model = document.get("model");
        if (model.get("ignore_merges").truthOr(false)) {
            throw model.get("ignore_merges").refused("only byte-level vocabularies may have it");
        }
        JsonField unknown = model.get("unk_token");
        Integer unknownId = unknown.isPresent() ? ids.get(unknown.text()) : Integer.valueOf(-1);
        if (unknownId == null) {
            throw unknown.refused("the vocabulary does not have it");
        }
        boolean fallback = model.get("byte_fallback").truthOr(false);
        JsonField splitting = document.get("pre_tokenizer");
        boolean split = splitting.isPresent() && splitting.get("split").truthOr(true);
        return new Pieces(characters(ids), merges, byteTokens(fallback ? ids : Map.of()), unknownId,
                model.get("fuse_unk").truthOr(false), spaces(splitting), split);
    }

    /// A Metaspace decoder takes every U+2581 of the first token, also those within, a Strip decoder one at the beginning.
    Tokenizer.Leading leading() throws WeightFormatException {
        var leading = Tokenizer.Leading.NOTHING;
        var order = new StringJoiner(" ");
        for (JsonField part : parts(document.get("decoder"), "decoders")) {
            String type = part.get("type").text();
            order.add(type);
            switch (type) {
                case "Replace" -> {
                    if (!plainPattern(part).equals(TextRule.SPACE) || !part.get("content").text().equals(" ")) {
                        throw part.refused("only U+2581 may be replaced, by a space");
                    }
                }
                case "ByteFallback", "Fuse" -> {
                }
                case "Strip" -> {
                    requireOneLeadingSpace(part);
                    leading = Tokenizer.Leading.ONE_SPACE;
                }
                case "Metaspace" -> leading = spaces(part) == Pieces.Spaces.MARKED ? Tokenizer.Leading.NOTHING
                        : Tokenizer.Leading.ALL_MARKS_OF_THE_FIRST_TOKEN;
                default -> throw part.get("type").refused(
                        "only \"Replace\", \"ByteFallback\", \"Fuse\", \"Strip\" and \"Metaspace\" are read");
            }
        }
        if (!DECODERS.matcher(order.toString()).matches()) {
            throw document.get("decoder").refused("its parts are read in this order only: Replace or Metaspace, ByteFallback,"
                    + " Fuse, and Strip behind a Fuse and without Metaspace; it has " + order);
        }
        return leading;
    }

    private static void requireOneLeadingSpace(JsonField part) throws WeightFormatException {
        if (!part.get("content").text().equals(" ") || part.get("start").integer(0, 9) != 1
                || part.get("stop").integer(0, 9) != 0) {
            throw part.refused("only one space at the beginning may be taken away");
        }
    }

    private static Pieces.Spaces spaces(JsonField metaspace) throws WeightFormatException {
        if (!metaspace.isPresent()) {
            return Pieces.Spaces.KEPT;
        }
        JsonField mark = metaspace.get("replacement");
        if (!mark.text().equals(TextRule.SPACE)) {
            throw mark.refused("only U+2581 is read");
        }
        JsonField scheme = metaspace.get("prepend_scheme");
        JsonField older = metaspace.get("add_prefix_space");
        if (older.isPresent() && !older.truth()) {
            if (!scheme.textOr("never").equals("never")) {
                throw older.refused("prepend_scheme says \"" + scheme.text() + "\"");
            }
            return Pieces.Spaces.MARKED;
        }
        return switch (scheme.textOr("always")) {
            case "always" -> Pieces.Spaces.MARKED_AND_PREPENDED;
            case "first" -> Pieces.Spaces.MARKED_AND_PREPENDED_ONCE;
            case "never" -> Pieces.Spaces.MARKED;
            default -> throw scheme.refused("only \"always\", \"first\" and \"never\" are read");
        };
    }

    private static String plainPattern(JsonField part) throws WeightFormatException {
        JsonField pattern = part.get("pattern").get("String");
        if (pattern.text().isEmpty()) {
            throw pattern.refused("it must not be empty");
        }
        return pattern.text();
    }

    private static List<JsonField> parts(JsonField field, String below) throws WeightFormatException {
        if (!field.isPresent()) {
            throw field.refused("the tokenizer needs it");
        }
        return field.get("type").text().equals("Sequence") ? field.get(below).items() : List.of(field);
    }
}
