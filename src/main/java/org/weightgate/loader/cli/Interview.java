package org.weightgate.loader.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.weightgate.manifest.Printable;

/// Asks the questions of a form on the terminal. What was answered before stays when nothing is typed.
final class Interview {

    private final BufferedReader in;
    private final PrintWriter out;

    Interview(PrintWriter out) {
        this.in = new BufferedReader(new InputStreamReader(System.in, Characters.ofStandardInput()));
        this.out = out;
    }

    Map<String, String> ask(ApplicationForm form, Map<String, String> before) throws IOException, CommandFailure {
        var answers = new HashMap<>(before);
        int number = 0;
        for (ApplicationForm.Question question : form.questions()) {
            number++;
            out.println();
            out.println(number + "/" + form.questions().size() + "  " + question.label()
                    + (question.required() ? "" : " (optional)"));
            if (!question.why().isEmpty()) {
                out.println("     " + question.why());
            }
            answers.put(question.id(), answer(question, before.getOrDefault(question.id(), "")));
        }
        return answers;
    }

    private String answer(ApplicationForm.Question question, String before) throws IOException, CommandFailure {
        if (!before.isBlank()) {
            out.println("     So far: " + before.lines().map(line -> Printable.of(line, 200)).collect(Collectors.joining(" / "))
                    + "  (Enter keeps it)");
        }
        if (question.hasSeveralLines()) {
            out.println("     " + (question.isList() ? "One per line; an" : "An") + " empty line ends the answer.");
        }
        while (true) {
            String typed = question.hasSeveralLines() ? lines() : line();
            String answer = question.canonical(typed.isBlank() ? before : typed);
            Optional<String> problem = question.problemWith(answer);
            if (problem.isEmpty()) {
                return answer;
            }
            out.println("     Please again: " + problem.get() + ".");
        }
    }

    /// Shows the terms and takes nothing but the word `accept` for an acceptance.
    boolean accepts(ApplicationForm.Terms terms) throws IOException, CommandFailure {
        out.println();
        out.println("Terms, version " + terms.version() + ": " + terms.title());
        out.println();
        terms.body().lines().forEach(line -> out.println("    " + Printable.of(line, 2000)));
        out.println();
        out.println("Type 'accept' to accept these terms and send the request; anything else keeps it as a draft.");
        return line().strip().equalsIgnoreCase("accept");
    }

    private String lines() throws IOException, CommandFailure {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isBlank(); line = line()) {
            lines.add(line.strip());
        }
        return String.join("\n", lines);
    }

    private String line() throws IOException, CommandFailure {
        out.print("  > ");
        out.flush();
        String line = in.readLine();
        if (line == null) {
            out.println();
            throw CommandFailure
                    .usage("The answers ended before the form did; nothing was sent. Start again, or use --answers.");
        }
        return line;
    }
}
