package org.weightgate.loader.tokenizer;

/// Turns text without added tokens into ids.
sealed interface WordEncoder permits ByteLevel, Pieces {

    /// Appends the tokens of `text`.
    ///
    /// @param first whether the whole text begins here
    /// @throws IllegalArgumentException if the text holds half of a surrogate pair, or something the vocabulary lacks
    void encode(String text, boolean first, Tokens out);
}
