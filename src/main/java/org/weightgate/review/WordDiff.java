package org.weightgate.review;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What changed between two texts, word by word: the longest common sequence stays, the rest was taken out or put in.
final class WordDiff {

    enum Change {
        SAME,
        REMOVED,
        ADDED
    }

    record Piece(Change change, String text) {

        public boolean isRemoved() {
            return change == Change.REMOVED;
        }

        public boolean isAdded() {
            return change == Change.ADDED;
        }
    }

    private static final Pattern WORD = Pattern.compile("\\s+|[\\p{L}\\p{N}\\p{M}_]+|.", Pattern.DOTALL);
    /// Beyond this many comparisons the middle is shown as one replacement.
    private static final long MOST_CELLS = 4_000_000;

    private WordDiff() {
    }

    static List<Piece> between(String before, String after) {
        List<String> old = words(before);
        List<String> now = words(after);
        int head = commonHead(old, now);
        int tail = commonTail(old, now, head);
        var pieces = new ArrayList<Piece>();
        add(pieces, Change.SAME, String.join("", now.subList(0, head)));
        middle(pieces, old.subList(head, old.size() - tail), now.subList(head, now.size() - tail));
        add(pieces, Change.SAME, String.join("", now.subList(now.size() - tail, now.size())));
        return List.copyOf(pieces);
    }

    private static void middle(List<Piece> pieces, List<String> old, List<String> now) {
        if ((long) old.size() * now.size() > MOST_CELLS) {
            add(pieces, Change.REMOVED, String.join("", old));
            add(pieces, Change.ADDED, String.join("", now));
            return;
        }
        int[][] longest = longest(old, now);
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                add(pieces, Change.SAME, now.get(j));
                i++;
                j++;
            } else if (j == now.size() || (i < old.size() && longest[i + 1][j] >= longest[i][j + 1])) {
                add(pieces, Change.REMOVED, old.get(i++));
            } else {
                add(pieces, Change.ADDED, now.get(j++));
            }
        }
    }

    /// For each pair of places: how long the common sequence of what follows is.
    private static int[][] longest(List<String> old, List<String> now) {
        int[][] longest = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                longest[i][j] = old.get(i).equals(now.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        return longest;
    }

    private static void add(List<Piece> pieces, Change change, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!pieces.isEmpty() && pieces.getLast().change() == change) {
            text = pieces.removeLast().text() + text;
        }
        pieces.add(new Piece(change, text));
    }

    private static int commonHead(List<String> old, List<String> now) {
        int head = 0;
        while (head < Math.min(old.size(), now.size()) && old.get(head).equals(now.get(head))) {
            head++;
        }
        return head;
    }

    private static int commonTail(List<String> old, List<String> now, int head) {
        int tail = 0;
        while (tail < Math.min(old.size(), now.size()) - head
                && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        return tail;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
