package org.weightgate.loader.tokenizer;

import java.util.List;

import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.WeightFormatException;

/// The special tokens that a `tokenizer.json` puts around every text (`post_processor`).
final class Template {

    /// The most tokens that are put on one side.
    private static final int AROUND = 64;

    private int[] before = {};
    private int[] after = {};

    private Template() {
    }

    /// Reads it; without one nothing is put around a text.
    ///
    /// @param vocabularySize of the model: an id at or above it is refused
    static Template of(JsonField field, int vocabularySize) throws WeightFormatException {
        var template = new Template();
        if (!field.isPresent()) {
            return template;
        }
        boolean sequence = field.get("type").text().equals("Sequence");
        int templates = 0;
        for (JsonField part : sequence ? field.get("processors").items() : List.of(field)) {
            switch (part.get("type").text()) {
                case "ByteLevel" -> {
                }
                case "TemplateProcessing" -> {
                    if (templates++ > 0) {
                        throw field.refused("at most one template is read");
                    }
                    template.read(part, vocabularySize);
                }
                default -> throw part.get("type").refused("only \"TemplateProcessing\" and \"ByteLevel\" are read");
            }
        }
        return template;
    }

    /// Ids put before every text.
    int[] before() {
        return before;
    }

    /// Ids put behind it.
    int[] after() {
        return after;
    }

    private void read(JsonField part, int vocabularySize) throws WeightFormatException {
        var collected = new Tokens();
        boolean seen = false;
        for (JsonField piece : part.get("single").items()) {
            if (!piece.get("Sequence").isPresent()) {
                JsonField name = piece.get("SpecialToken").get("id");
                for (JsonField id : part.get("special_tokens").get(name.text()).get("ids").items()) {
                    collected.add(id.count(0, vocabularySize - 1));
                }
                if (collected.size() > AROUND) {
                    throw part.get("single").refused("at most " + AROUND + " tokens are put before or behind a text");
                }
                continue;
            }
            if (seen || !piece.get("Sequence").get("id").text().equals("A")) {
                throw piece.refused("the text must stand in it once, as A");
            }
            seen = true;
            before = collected.toArray();
            collected = new Tokens();
        }
        if (!seen) {
            throw part.get("single").refused("the text must stand in it once, as A");
        }
        after = collected.toArray();
    }
}
