package org.weightgate.loader;

import java.util.List;

/// Ends a text in front of the first stop string, wherever token boundaries fall. Text that could be the beginning of a stop
/// string is held back until it is clear that it is not.
final class StopStrings {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /// The text that is certain after another piece.
    String accept(String piece) {
        held.append(piece);
        int end = -1;
        for (String stop : stops) {
            int found = held.indexOf(stop);
            if (found >= 0 && (end < 0 || found < end)) {
                end = found;
            }
        }
        if (end >= 0) {
            stopped = true;
            return take(end);
        }
        return take(held.length() - longestBeginning());
    }

    /// What was held back, at the end of a text without a stop string.
    String finish() {
        return stopped ? "" : take(held.length());
    }

    boolean isStopped() {
        return stopped;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /// The longest end of the held text that a stop string begins with.
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.regionMatches(0, held.substring(held.length() - length), 0, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
