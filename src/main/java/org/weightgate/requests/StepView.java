package org.weightgate.requests;

import java.util.List;
import java.util.stream.Stream;

/// How far one part of the form is.
public record StepView(String id, String title, String word, String tone) {

    static List<StepView> of(Answers answers, Team team, int files) {
        return Stream.of(Section.values()).map(section -> switch (section) {
            case YOU, INSTITUTION, WORK -> ofQuestions(section, answers);
            case TEAM -> ofTeam(section, team);
            case FILES -> new StepView(section.id(), section.title(),
                    files == 0 ? "optional" : files == 1 ? "1 file" : files + " files", files == 0 ? "draft" : "good");
            case TERMS -> new StepView(section.id(), section.title(), "to accept", "draft");
        }).toList();
    }

    private static StepView ofQuestions(Section section, Answers answers) {
        List<String> given = section.questions().stream().map(question -> question.clean(answers.to(question))).toList();
        boolean wrong = section.questions().stream().map(question -> question.clean(answers.to(question)).isEmpty() ? ""
                : question.problemWith(question.clean(answers.to(question))).orElse(""))
                .anyMatch(problem -> !problem.isEmpty());
        boolean missing = section.questions().stream()
                .anyMatch(question -> question.required() && question.clean(answers.to(question)).isEmpty());
        if (wrong) {
            return new StepView(section.id(), section.title(), "look again", "you");
        }
        if (missing) {
            return new StepView(section.id(), section.title(),
                    given.stream().allMatch(String::isEmpty) ? "to do" : "begun", "draft");
        }
        return new StepView(section.id(), section.title(), "done", "good");
    }

    private static StepView ofTeam(Section section, Team team) {
        if (team.pending() > 0) {
            return new StepView(section.id(), section.title(), "waiting for " + team.pending(), "waiting");
        }
        if (team.refereeRequired() && team.referee().isEmpty()) {
            return new StepView(section.id(), section.title(), "referee needed", "you");
        }
        return team.open().isEmpty() && team.referee().isEmpty()
                ? new StepView(section.id(), section.title(), "optional", "draft")
                : new StepView(section.id(), section.title(), "done", "good");
    }
}
