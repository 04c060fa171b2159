package org.weightgate.loader.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Merges neighbouring tokens: always the pair with the lowest rank, the leftmost among equals. A word of n tokens takes
/// O(n log n) steps, since a text may be one word.
///
/// Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units" (arXiv 1508.07909).
final class BytePairEncoding {

    /// By pair (left in the upper half): the rank in the upper half, the token it becomes in the lower.
    private final Map<Long, Long> merges = new HashMap<>();

    /// The pair becomes `token`; of two calls for the same pair the later counts.
    void merge(int rank, int left, int right, int token) {
        merges.put(both(left, right), both(rank, token));
    }

    /// What is left of `tokens` when nothing can be merged any more.
    int[] merged(int[] tokens) {
        return new Word(tokens).merged();
    }

    private static long both(int upper, int lower) {
        return (long) upper << 32 | lower;
    }

    /// The tokens of a word as a linked list over their first positions. A token that was merged into its neighbour is -1.
    private final class Word {

        private final int[] tokens;
        private final int[] next;
        private final int[] previous;
        /// Rank in the upper half, position in the lower: the smallest is merged first.
        private final PriorityQueue<Long> candidates = new PriorityQueue<>();

        Word(int[] tokens) {
            this.tokens = tokens.clone();
            this.next = new int[tokens.length];
            this.previous = new int[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                next[i] = i + 1 < tokens.length ? i + 1 : -1;
                previous[i] = i - 1;
            }
        }

        int[] merged() {
            for (int i = 0; i + 1 < tokens.length; i++) {
                consider(i);
            }
            for (Long best = candidates.poll(); best != null; best = candidates.poll()) {
                mergeAt((int) (long) best, (int) (best >>> 32));
            }
            var left = new Tokens();
            for (int i = tokens.length == 0 ? -1 : 0; i >= 0; i = next[i]) {
                left.add(tokens[i]);
            }
            return left.toArray();
        }

        private void consider(int at) {
            if (at >= 0 && next[at] >= 0) {
                Long merge = merges.get(both(tokens[at], tokens[next[at]]));
                if (merge != null) {
                    candidates.add(both((int) (merge >>> 32), at));
                }
            }
        }

        /// A candidate may be outdated: its pair may have been merged with a neighbour since.
        private void mergeAt(int at, int rank) {
            if (tokens[at] < 0 || next[at] < 0) {
                return;
            }
            Long now = merges.get(both(tokens[at], tokens[next[at]]));
            if (now == null || now >>> 32 != rank) {
                return;
            }
            int gone = next[at];
            tokens[at] = (int) (long) now;
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
