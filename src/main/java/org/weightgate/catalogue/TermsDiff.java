package org.weightgate.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;

/// What changed from one text to the next, sentence by sentence, in the order of reading.
public record TermsDiff(List<Piece> pieces) {

    private static final Pattern ENDS = Pattern.compile("(?<=[.!?:;])\\s+|\\R+");

    public enum Change {
        SAME,
        OUT,
        IN
    }

    public record Piece(Change change, String text) {

        public boolean isOut() {
            return change == Change.OUT;
        }

        public boolean isIn() {
            return change == Change.IN;
        }
    }

    public static TermsDiff between(String before, String after) {
        List<String> old = sentences(before);
        List<String> now = sentences(after);
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
            add(pieces, Change.SAME, old.subList(at, delta.getSource().getPosition()));
            add(pieces, Change.OUT, delta.getSource().getLines());
            add(pieces, Change.IN, delta.getTarget().getLines());
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        add(pieces, Change.SAME, old.subList(at, old.size()));
        return new TermsDiff(List.copyOf(pieces));
    }

    public boolean isEmpty() {
        return pieces.stream().allMatch(piece -> piece.change() == Change.SAME);
    }

    private static void add(List<Piece> pieces, Change change, List<String> sentences) {
        sentences.forEach(sentence -> pieces.add(new Piece(change, sentence)));
    }

    private static List<String> sentences(String text) {
        return ENDS.splitAsStream(text).map(String::strip).filter(sentence -> !sentence.isEmpty()).toList();
    }
}
