package org.weightgate.requests;

import java.util.List;

/// The parts of the application form, in order.
enum Section {
    YOU("you", "You", List.of(Question.NAME, Question.ROLE)),
    INSTITUTION("institution", "Your institution", List.of(Question.AFFILIATION, Question.COUNTRY)),
    WORK("work", "Your work", List.of(Question.INTENDED_USE, Question.LINKS)),
    TEAM("team", "Team and referee", List.of()),
    FILES("files", "Files", List.of()),
    TERMS("the-terms", "The terms", List.of());

    private final String id;
    private final String title;
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Question> questions;

    Section(String id, String title, List<Question> questions) {
        this.id = id;
        this.title = title;
        this.questions = questions;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    List<Question> questions() {
        return questions;
    }
}
