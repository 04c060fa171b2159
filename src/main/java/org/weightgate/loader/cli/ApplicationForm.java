package org.weightgate.loader.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

/// The questions a model's owner asks, and the terms in force, as the portal tells them.
record ApplicationForm(List<Question> questions, Terms terms) {

    private static final int MOST_QUESTIONS = 100;
    private static final int MOST_CHOICES = 1000;
    private static final int LONGEST_WORDS = 8000;
    private static final int LONGEST_TERMS = 1 << 20;

    /// `kind` says how it is typed: `LINE`, `TEXT`, `COUNTRY`, `LINKS`, or a word this version does not know.
    record Question(String id, String label, String why, String kind, boolean required, int shortest, int longest,
            Map<String, String> choices) {

        boolean hasSeveralLines() {
            return kind.equals("TEXT") || kind.equals("LINKS");
        }

        boolean isList() {
            return kind.equals("LINKS");
        }

        /// The answer as the portal wants it; a choice may also be written out.
        String canonical(String typed) {
            String answer = typed.strip();
            if (choices.isEmpty() || choices.containsKey(answer.toUpperCase(Locale.ROOT))) {
                return choices.isEmpty() ? answer : answer.toUpperCase(Locale.ROOT);
            }
            return choices.entrySet().stream().filter(choice -> choice.getValue().equalsIgnoreCase(answer)).findFirst()
                    .map(Map.Entry::getKey).orElse(answer);
        }

        Optional<String> problemWith(String answer) {
            int length = answer.codePointCount(0, answer.length());
            if (length == 0) {
                return required ? Optional.of("an answer is needed") : Optional.empty();
            }
            if (!choices.isEmpty()) {
                return choices.containsKey(answer) ? Optional.empty()
                        : Optional
                                .of("it is none of the choices; write its name or code, such as " + choices.keySet().iterator()
                                        .next());
            }
            if (length < shortest || length > longest) {
                return Optional.of("it has " + length + " characters and needs " + shortest + " to " + longest);
            }
            return Optional.empty();
        }
    }

    record Terms(int version, String title, String body, String sha256) {
    }

    static ApplicationForm read(JsonObject json) throws ManifestFormatException {
        var questions = new ArrayList<Question>();
        for (JsonObject item : json.objects("questions", MOST_QUESTIONS)) {
            var choices = new LinkedHashMap<String, String>();
            for (JsonObject choice : item.optionalObjects("choices", MOST_CHOICES)) {
                choices.put(Printable.of(choice.text("value", 100), 100), Printable.of(choice.text("label", 200), 200));
            }
            questions.add(
                    new Question(Printable.of(item.text("id", 100), 100), Printable.of(item.text("label", LONGEST_WORDS), 400),
                            Printable.of(item.optionalText("why", LONGEST_WORDS).orElse(""), 1000),
                            Printable.of(item.text("kind", 100), 100),
                            item.flag("required"), (int) item.integer("shortest", 0, Integer.MAX_VALUE),
                            (int) item.integer("longest", 0, Integer.MAX_VALUE), choices));
        }
        JsonObject terms = json.object("terms");
        return new ApplicationForm(questions, new Terms((int) terms.integer("version", 0, Integer.MAX_VALUE),
                Printable.of(terms.text("title", LONGEST_WORDS), 300), terms.text("body", LONGEST_TERMS),
                terms.sha256("sha256").hex()));
    }

    /// The answers as the portal takes them: lists as lists.
    Map<String, Object> body(Map<String, String> answers) {
        var body = new HashMap<String, Object>();
        for (Question question : questions) {
            String answer = answers.getOrDefault(question.id(), "");
            body.put(question.id(), question.isList()
                    ? answer.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()
                    : answer);
        }
        return body;
    }

    /// What is missing or cannot be right, one sentence a question.
    List<String> problems(Map<String, String> answers) {
        var problems = new ArrayList<String>();
        for (Question question : questions) {
            question.problemWith(answers.getOrDefault(question.id(), ""))
                    .ifPresent(problem -> problems.add(question.id() + " (" + question.label() + "): " + problem));
        }
        return problems;
    }
}
