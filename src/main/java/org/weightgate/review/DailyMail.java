package org.weightgate.review;

import java.util.ArrayList;
import java.util.List;

/// What a reviewer is told once a day.
///
/// @param claims       what they look at themselves, each in one line
/// @param unreachable  the colleagues whose reminders do not arrive, for a lead
record DailyMail(int waiting, int overdue, int secondVote, List<String> claims, List<String> unreachable) {

    boolean isWorthAMail() {
        return waiting > 0 || !claims.isEmpty() || !unreachable.isEmpty();
    }

    String subject() {
        return overdue > 0
                ? QueueReader.counted(overdue) + " overdue, " + QueueReader.counted(waiting) + " waiting for a review"
                : QueueReader.counted(waiting) + " waiting for a review";
    }

    List<String> paragraphs() {
        var paragraphs = new ArrayList<String>();
        paragraphs.add(count(waiting, "request waits", "requests wait") + " for a review in the models you review"
                + (overdue > 0 ? "; " + count(overdue, "is", "are") + " overdue." : ", none overdue."));
        if (secondVote > 0) {
            paragraphs.add(count(secondVote, "request needs", "requests need") + " one more vote, which could be yours.");
        }
        if (!claims.isEmpty()) {
            paragraphs.add("You look at:");
            paragraphs.addAll(claims);
        }
        if (!unreachable.isEmpty()) {
            paragraphs
                    .add("Reminders to " + String.join(", ", unreachable) + " do not arrive: their address needs correcting.");
        }
        paragraphs.add("You choose on the page “Templates and reminders” whether you get this mail.");
        return List.copyOf(paragraphs);
    }

    private static String count(int number, String one, String more) {
        return QueueReader.counted(number) + " " + (number == 1 ? one : more);
    }
}
