package org.weightgate.loader.tokenizer;

/// A token that is found in the text before anything else is done with it.
///
/// @param normalized whether it is searched for after the others
/// @param singleWord whether letters or digits beside it prevent the match
/// @param stripLeft whether it takes the white space before it
/// @param stripRight whether it takes the white space behind it
/// @param special whether it is left out of decoded text
record AddedToken(int id, String content, boolean normalized, boolean singleWord, boolean stripLeft, boolean stripRight,
        boolean special) {
}
