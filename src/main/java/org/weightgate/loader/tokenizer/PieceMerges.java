package org.weightgate.loader.tokenizer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The merges of a vocabulary that has scores instead of a list: two neighbours become a piece when together they spell it, the
/// piece with the highest score first.
final class PieceMerges {

    /// The longest piece that is read, in UTF-16 characters.
    static final int LONGEST = 512;

    private PieceMerges() {
    }

    /// The merges that lead to the pieces of `ids`.
    ///
    /// @param ids every piece that text may become, none of them empty or longer than [#LONGEST]
    /// @param scores by id
    static BytePairEncoding of(Map<String, Integer> ids, float[] scores) {
        var ranks = new HashMap<Float, Integer>();
        ids.values().stream().map(id -> scores[id]).distinct().sorted(Comparator.reverseOrder())
                .forEach(score -> ranks.put(score, ranks.size()));
        var merges = new BytePairEncoding();
        for (var piece : ids.entrySet()) {
            String text = piece.getKey();
            int rank = ranks.getOrDefault(scores[piece.getValue()], 0);
            for (int at = text.offsetByCodePoints(0, 1); at < text.length(); at = text.offsetByCodePoints(at, 1)) {
                int left = symbol(text.substring(0, at), ids);
                int right = symbol(text.substring(at), ids);
                if (left >= 0 && right >= 0) {
                    merges.merge(rank, left, right, piece.getValue());
                }
            }
        }
        return merges;
    }

    private static int symbol(String part, Map<String, Integer> ids) {
        if (part.codePointCount(0, part.length()) == 1) {
            return Pieces.symbol(part, ids);
        }
        return ids.getOrDefault(part, -1);
    }
}
