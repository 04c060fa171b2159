package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.weightgate.web.PlainText;

/// The application form, question by question: pages, checks, mails and the API all read this list.
public enum Question {
    NAME("name", "Your full name", "As your institution knows you. The reviewer compares it with the links you give.",
            Kind.LINE, 1, 200),
    AFFILIATION("affiliation", "Institution or company",
            "Where you do this work. Write “independent” if you work on your own.", Kind.LINE, 2, 200),
    COUNTRY("country", "Country", "Where you will use the weights. Some terms differ by country.", Kind.COUNTRY, 2, 2),
    ROLE("role", "Your role", "For example: PhD student, postdoc, research engineer. It tells the reviewer whom to ask.",
            Kind.LINE, 2, 120),
    INTENDED_USE("intendedUse", "What you want to do with the weights",
            "The question, the method and what you will publish. This decides more than anything else.", Kind.TEXT, 50,
            4000),
    LINKS("links", "Links to your work",
            "Up to 5 addresses, one per line: a home page, a paper, a repository. Optional, but they make a decision faster. A reviewer reads them; the portal never opens them.",
            Kind.LINKS, 0, 2600);

    public enum Kind {
        LINE,
        TEXT,
        COUNTRY,
        LINKS
    }

    private final String id;
    private final String label;
    private final String why;
    private final Kind kind;
    private final int shortest;
    private final int longest;

    Question(String id, String label, String why, Kind kind, int shortest, int longest) {
        this.id = id;
        this.label = label;
        this.why = why;
        this.kind = kind;
        this.shortest = shortest;
        this.longest = longest;
    }

    public String id() {
        return id;
    }

    public String label() {
        return label;
    }

    public String why() {
        return why;
    }

    public Kind kind() {
        return kind;
    }

    public int shortest() {
        return shortest;
    }

    public int longest() {
        return longest;
    }

    public boolean required() {
        return shortest > 0;
    }

    static Optional<Question> of(String id) {
        return Stream.of(values()).filter(question -> question.id.equals(id)).findFirst();
    }

    /// The answer as it will be kept: trimmed and free of hidden characters.
    String clean(String typed) {
        return switch (kind) {
            case LINE -> PlainText.oneLine(typed);
            case TEXT -> PlainText.lines(typed);
            case COUNTRY -> typed.strip();
            case LINKS -> String.join("\n", Links.split(typed));
        };
    }

    Optional<String> problemWith(String answer) {
        int length = answer.codePointCount(0, answer.length());
        if (length == 0) {
            return required() ? Optional.of(whenEmpty()) : Optional.empty();
        }
        if (length < shortest) {
            return Optional.of("Write at least " + shortest + " characters; this has " + length + ".");
        }
        if (length > longest) {
            return Optional.of("Write at most " + longest + " characters; this has " + length + ".");
        }
        return switch (kind) {
            case LINE, TEXT -> Optional.empty();
            case COUNTRY -> Countries.has(answer) ? Optional.empty() : Optional.of("Choose a country from the list.");
            case LINKS -> Links.problemWith(List.of(answer.split("\n")));
        };
    }

    private String whenEmpty() {
        return switch (this) {
            case NAME -> "Enter your full name.";
            case AFFILIATION -> "Enter your institution or company.";
            case COUNTRY -> "Choose the country you work in.";
            case ROLE -> "Enter your role.";
            case INTENDED_USE -> "Describe what you want to do with the weights.";
            case LINKS -> "Enter a link.";
        };
    }
}
