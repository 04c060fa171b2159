package org.weightgate.loader;

import java.util.List;

/// A text that was continued.
///
/// @param promptTokens ids the prompt was read as
/// @param tokens ids that were written, an end token included
/// @param text what they stand for, up to a stop string and without special tokens
/// @param finish why it ended
/// @param prefillSeconds to read the prompt
/// @param decodeSeconds to write all tokens but the first, which reading the prompt yields
public record Generation(List<Integer> promptTokens, List<Integer> tokens, String text, Finish finish, double prefillSeconds,
        double decodeSeconds) {

    /// Why a text ended.
    public enum Finish {
        /// The model wrote one of its end tokens.
        END_TOKEN,
        /// As many tokens as asked for, or as the session holds.
        LENGTH,
        /// A stop string.
        STOP_STRING
    }

    public Generation {
        promptTokens = List.copyOf(promptTokens);
        tokens = List.copyOf(tokens);
    }
}
