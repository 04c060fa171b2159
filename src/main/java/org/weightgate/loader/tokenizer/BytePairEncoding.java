package org.weightgate.loader.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Merges the bytes of one word into tokens: always the pair with the lowest rank, the leftmost among equals.
///
/// Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units" (arXiv 1508.07909).
final class BytePairEncoding {

    /// Id of the token of each single byte, -1 where the vocabulary has none.
    private final int[] byteTokens;
    private final Map<Long, Integer> ranks = new HashMap<>();
    private final int[] merged;
    private final Map<String, Integer> wholeWords;

    /// Begins without merges.
    ///
    /// @param byteTokens 256 ids, -1 where the vocabulary has no such byte
    /// @param merges how many calls of [#merge] follow
    /// @param wholeWords words that become one token without merging; may be empty
    BytePairEncoding(int[] byteTokens, int merges, Map<String, Integer> wholeWords) {
        this.byteTokens = byteTokens.clone();
        this.merged = new int[merges];
        this.wholeWords = wholeWords;
    }

    /// The pair with this rank becomes `token`.
    void merge(int rank, int left, int right, int token) {
        ranks.put(pair(left, right), rank);
        merged[rank] = token;
    }

    /// Appends the tokens of a word.
    ///
    /// @throws IllegalArgumentException if the vocabulary lacks one of its bytes
    void encode(byte[] word, Tokens out) {
        if (!wholeWords.isEmpty()) {
            Integer whole = wholeWords.get(ByteAlphabet.characters(word));
            if (whole != null) {
                out.add(whole);
                return;
            }
        }
        new Word(word).encode(out);
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /// The tokens of a word as a linked list over the positions of its bytes.
    private final class Word {

        private final int[] tokens;
        private final int[] next;
        private final int[] previous;
        /// Rank in the upper half, position in the lower: the smallest is merged first.
        private final PriorityQueue<Long> candidates = new PriorityQueue<>();

        Word(byte[] bytes) {
            tokens = new int[bytes.length];
            next = new int[bytes.length];
            previous = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                tokens[i] = byteTokens[bytes[i] & 0xff];
                if (tokens[i] < 0) {
                    throw new IllegalArgumentException("the vocabulary has no token for byte %d".formatted(bytes[i] & 0xff));
                }
                next[i] = i + 1 < bytes.length ? i + 1 : -1;
                previous[i] = i - 1;
            }
        }

        void encode(Tokens out) {
            for (int i = 0; i + 1 < tokens.length; i++) {
                consider(i);
            }
            for (Long best = candidates.poll(); best != null; best = candidates.poll()) {
                mergeAt((int) (long) best, (int) (best >>> 32));
            }
            for (int i = tokens.length == 0 ? -1 : 0; i >= 0; i = next[i]) {
                out.add(tokens[i]);
            }
        }

        private void consider(int at) {
            if (at >= 0 && next[at] >= 0) {
                Integer rank = ranks.get(pair(tokens[at], tokens[next[at]]));
                if (rank != null) {
                    candidates.add((long) rank << 32 | at);
                }
            }
        }

        /// A candidate may be outdated: its pair may have been merged with a neighbour since.
        private void mergeAt(int at, int rank) {
            if (tokens[at] < 0 || next[at] < 0) {
                return;
            }
            Integer now = ranks.get(pair(tokens[at], tokens[next[at]]));
            if (now == null || merged[now] != merged[rank]) {
                return;
            }
            int gone = next[at];
            tokens[at] = merged[rank];
            tokens[gone] = -1;
            next[at] = next[gone];
            if (next[at] >= 0) {
                previous[next[at]] = at;
            }
            consider(previous[at]);
            consider(at);
        }
    }
}
