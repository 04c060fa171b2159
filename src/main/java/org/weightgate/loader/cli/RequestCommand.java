package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.ReleaseAddress;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate request`: applies for access to a model.
@Command(name = "request", mixinStandardHelpOptions = true, sortOptions = false, description = "Apply for access to a model: asks the form's questions, or takes them from a file.")
final class RequestCommand implements Callable<Integer> {

    private static final int ANSWER_BYTES = 1 << 20;
    private static final int LONGEST_ANSWER = 100_000;
    private static final int MOST_LINES = 1000;

    @Parameters(paramLabel = "NS/NAME", description = "The model.")
    private String name = "";

    @Option(names = "--answers", paramLabel = "FILE", description = "The answers as one JSON object; see --questions.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--accept-terms", paramLabel = "VERSION", description = "That you have read this version of the terms and accept it; needed with --answers.")
    private Optional<Integer> accepted = Optional.empty();

    @Option(names = "--questions", description = "Only show the questions and the terms, and send nothing.")
    private boolean onlyQuestions;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        ReleaseAddress model = PortalAccess.release(name);
        Portal portal = PortalAccess.open();
        ApplicationForm form = ApplicationForm.read(portal.get(model.modelPath() + "/form"));
        if (onlyQuestions) {
            show(form);
            return Exit.DONE;
        }
        Optional<JsonObject> open = portal.find(model.modelPath() + "/request").filter(RequestCommand::isOpen);
        if (open.isPresent() && open.get().text("state", 64).equals("SUBMITTED")) {
            String reference = Printable.of(open.get().text("reference", 100), 100);
            output.say("Your request " + reference + " for " + model.model() + " is with the reviewers since "
                    + Dates.of(open.get().optionalText("submittedAt", 64).orElse("a while")) + ". See: weightgate status");
            output.event("waiting", "model", model.model(), "reference", reference);
            return Exit.DONE;
        }
        Map<String, String> before = open.isPresent() ? answers(open.get().object("answers"), form) : Map.of();
        Map<String, String> answers = file.isPresent() ? fromFile(form) : fromTerminal(form, before);
        Optional<Integer> draft = open.isPresent() ? Optional.of(version(open.get())) : Optional.empty();
        JsonObject saved = portal.put(model.modelPath() + "/request", form.body(answers), draft);
        if (!isAccepted(form)) {
            output.say("Kept as a draft. Run the same command again to send it.");
            output.event("draft", "model", model.model(), "reference", saved.text("reference", 100));
            return Exit.DONE;
        }
        send(portal, model, form, saved);
        return Exit.DONE;
    }

    private static boolean isOpen(JsonObject request) {
        try {
            return List.of("DRAFT", "CHANGES_REQUESTED", "SUBMITTED").contains(request.text("state", 64));
        } catch (ManifestFormatException _) {
            return false;
        }
    }

    private static int version(JsonObject request) throws ManifestFormatException {
        return (int) request.integer("draft", 0, Integer.MAX_VALUE);
    }

    private void send(Portal portal, ReleaseAddress model, ApplicationForm form, JsonObject saved) throws Exception {
        String id = saved.text("id", 100);
        JsonObject receipt = portal.post("/api/v1/requests/" + Portal.encode(id) + "/submit",
                Map.of("termsVersion", form.terms().version(), "termsSha256", form.terms().sha256()), version(saved));
        String reference = Printable.of(receipt.text("reference", 100), 100);
        String page = portal.address() + "/requests/" + Portal.encode(id);
        output.say("Sent: your request " + reference + " for " + model.model() + " is with the reviewers. You get a mail when"
                + " they decide; until then: weightgate status, or " + page);
        output.event("sent", "model", model.model(), "reference", reference, "id", id, "page", page);
    }

    private Map<String, String> fromTerminal(ApplicationForm form, Map<String, String> before)
            throws IOException, CommandFailure {
        if (!Terminal.isStandardInput() || output.isJson()) {
            throw CommandFailure.usage("Nobody is there to be asked: write the answers to a JSON file (fields "
                    + String.join(", ", form.questions().stream().map(ApplicationForm.Question::id).toList())
                    + ") and give it with --answers FILE --accept-terms " + form.terms().version()
                    + "; --questions shows what is asked.");
        }
        output.say("Applying for " + name + ". What you write is read by the model's reviewers.");
        return new Interview(output.out()).ask(form, before);
    }

    private Map<String, String> fromFile(ApplicationForm form) throws IOException, CommandFailure, ManifestFormatException {
        Path answersFile = PathArgument.file(file.orElseThrow());
        if (Files.size(answersFile) > ANSWER_BYTES) {
            throw CommandFailure.usage(answersFile + " is larger than any answers: give one JSON object with the fields of the"
                    + " form.");
        }
        JsonObject json;
        try {
            json = JsonObject.parse(answersFile.toString(), Files.readAllBytes(answersFile), ANSWER_BYTES);
        } catch (ManifestFormatException broken) {
            throw CommandFailure.usage(broken.isNoJson()
                    ? answersFile + " is not JSON at " + broken.field() + ": " + broken.value() + "."
                    : broken.getMessage() + ".");
        }
        var unknown = new HashSet<>(json.names());
        form.questions().forEach(question -> unknown.remove(question.id()));
        if (!unknown.isEmpty()) {
            throw CommandFailure.usage(answersFile + " has " + Printable.of(unknown.iterator().next(), 100)
                    + ", which the form does not ask for; its questions are " + String.join(", ",
                            form.questions().stream().map(ApplicationForm.Question::id).toList())
                    + ".");
        }
        Map<String, String> answers;
        try {
            answers = answers(json, form);
        } catch (ManifestFormatException broken) {
            throw CommandFailure.usage(broken.getMessage() + ".");
        }
        List<String> problems = form.problems(answers);
        if (!problems.isEmpty()) {
            throw CommandFailure.usage("The answers need another look: " + String.join("; ", problems) + ". Nothing was sent.");
        }
        if (accepted.isEmpty()) {
            throw CommandFailure.usage("The terms have to be accepted: read them with --questions, then add --accept-terms "
                    + form.terms().version() + ". Nothing was sent.");
        }
        return answers;
    }

    private static Map<String, String> answers(JsonObject json, ApplicationForm form) throws ManifestFormatException {
        var answers = new HashMap<String, String>();
        for (ApplicationForm.Question question : form.questions()) {
            answers.put(question.id(), question.canonical(answer(json, question)));
        }
        return answers;
    }

    private static String answer(JsonObject json, ApplicationForm.Question question) throws ManifestFormatException {
        if (!json.names().contains(question.id())) {
            return "";
        }
        if (question.isList() && !json.isText(question.id())) {
            return String.join("\n", json.texts(question.id(), MOST_LINES, LONGEST_ANSWER));
        }
        return json.optionalText(question.id(), LONGEST_ANSWER).orElse("");
    }

    private boolean isAccepted(ApplicationForm form) throws IOException, CommandFailure {
        if (accepted.isPresent()) {
            if (accepted.get() != form.terms().version()) {
                throw CommandFailure.usage("Version " + form.terms().version() + " of the terms is in force, not "
                        + accepted.get()
                        + ": read it with --questions, then accept that one. Your answers are kept as a draft.");
            }
            return true;
        }
        return new Interview(output.out()).accepts(form.terms());
    }

    private void show(ApplicationForm form) {
        for (ApplicationForm.Question question : form.questions()) {
            output.say(question.id() + ": " + question.label() + (question.required() ? "" : " (optional)"));
            output.say("    " + question.why());
            output.event("question", "id", question.id(), "label", question.label(), "kind", question.kind(), "required",
                    question.required(), "shortest", question.shortest(), "longest", question.longest(), "why", question.why(),
                    "choices", question.choices());
        }
        output.say("");
        output.say("Terms, version " + form.terms().version() + ": " + form.terms().title());
        form.terms().body().lines().forEach(line -> output.say("    " + Printable.of(line, 2000)));
        output.event("terms", "version", form.terms().version(), "title", form.terms().title(), "body", form.terms().body(),
                "sha256", form.terms().sha256());
    }
}
