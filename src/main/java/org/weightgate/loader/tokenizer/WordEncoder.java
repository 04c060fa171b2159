package org.weightgate.loader.tokenizer;

/// Turns text without added tokens into ids.
sealed interface WordEncoder permits ByteLevel, Pieces {

    /// Where a piece of text stands in the whole.
    enum Place {
        /// Where the whole begins.
        BEGINNING,
        /// Right behind an added token.
        BEHIND_A_TOKEN,
        /// Right behind text that has its tokens already.
        CONTINUED
    }

    /// Appends the tokens of `text`.
    ///
    /// @throws IllegalArgumentException if the text holds half of a surrogate pair, or something the vocabulary lacks
    void encode(String text, Place place, Tokens out);
}
