package org.weightgate.loader.tokenizer;

import java.util.ArrayList;
import java.util.List;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFormatException;

/// How a byte-level `tokenizer.json` cuts text into words (`pre_tokenizer`).
///
/// @param patterns one after the other, each within the words of the one before
/// @param prefixSpace whether text that does not begin with a space gets one
record Words(List<WordPattern> patterns, boolean prefixSpace) {

    /// Reads `ByteLevel`, alone or behind `Split` and `Digits`.
    static Words of(JsonField field) throws WeightFormatException {
        if (!field.isPresent()) {
            throw field.refused("a byte-level tokenizer needs one");
        }
        List<JsonField> parts = field.get("type").text().equals("Sequence") ? field.get("pretokenizers").items()
                : List.of(field);
        var patterns = new ArrayList<WordPattern>();
        for (JsonField part : parts.subList(0, Math.max(0, parts.size() - 1))) {
            patterns.add(pattern(part));
        }
        if (parts.isEmpty() || !parts.getLast().get("type").text().equals("ByteLevel")) {
            throw field.refused("its last part must be \"ByteLevel\"");
        }
        JsonField byteLevel = parts.getLast();
        boolean prefixSpace = byteLevel.get("add_prefix_space").truthOr(true);
        if (prefixSpace && parts.size() > 1) {
            throw byteLevel.get("add_prefix_space").refused("behind another part only false is read");
        }
        if (byteLevel.get("use_regex").truthOr(true)) {
            patterns.add(WordPattern.GPT2);
        }
        return new Words(patterns, prefixSpace);
    }

    private static WordPattern pattern(JsonField part) throws WeightFormatException {
        return switch (part.get("type").text()) {
            case "Split" -> split(part);
            case "Digits" -> part.get("individual_digits").truth() ? WordPattern.DIGIT : WordPattern.DIGITS;
            default -> throw part.get("type").refused("only \"Split\" and \"Digits\" are read before \"ByteLevel\"");
        };
    }

    /// The patterns that may be written out cover all text, so keeping the matches is the same as isolating them.
    private static WordPattern split(JsonField part) throws WeightFormatException {
        boolean invert = part.get("invert").truthOr(false);
        String behavior = part.get("behavior").text();
        if (!behavior.equals("Isolated") && !(behavior.equals("Removed") && invert)) {
            throw part.get("behavior").refused("only \"Isolated\", or \"Removed\" with invert, is read");
        }
        JsonField expression = part.get("pattern").get("Regex");
        WordPattern pattern = WordPattern.written(expression.text());
        if (pattern == null) {
            throw expression.refused("only the expressions of GPT-2 and Llama 3 are read");
        }
        return pattern;
    }
}
