package org.weightgate.loader.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.weightgate.loader.transfer.AccessRefusedException;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate status`: where this person's requests and grants stand.
@Command(name = "status", mixinStandardHelpOptions = true, description = "Show where your requests stand and what you may download.")
final class StatusCommand implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin
    private Output output = new Output();

    /// What the token opens of a list: nothing, if it was made for other things.
    private record Shown(String what, List<JsonObject> list, Optional<AccessRefusedException> refusal) {

        static Shown of(String what, Callable<List<JsonObject>> list) throws Exception {
            try {
                return new Shown(what, list.call(), Optional.empty());
            } catch (AccessRefusedException refused) {
                if (!refused.reason().equals("insufficient-scope")) {
                    throw refused;
                }
                return new Shown(what, List.of(), Optional.of(refused));
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        Portal portal = PortalAccess.open();
        Shown grants = Shown.of("grants", () -> portal.get("/api/v1/grants").objects("grants", MOST));
        Shown requests = Shown.of("requests", () -> portal.list("/api/v1/requests", MOST));
        if (grants.refusal().isPresent() && requests.refusal().isPresent()) {
            throw requests.refusal().get();
        }
        for (JsonObject grant : grants.list()) {
            grant(grant, portal);
        }
        for (JsonObject request : requests.list()) {
            request(request, portal);
        }
        List<Shown> hidden = Stream.of(grants, requests).filter(shown -> shown.refusal().isPresent()).toList();
        hidden.forEach(this::tellHidden);
        if (hidden.isEmpty() && grants.list().isEmpty() && requests.list().isEmpty()) {
            output.say("You have applied for nothing yet. See what there is: weightgate models; apply with: weightgate request"
                    + " NS/NAME.");
        }
        return Exit.DONE;
    }

    private void tellHidden(Shown hidden) {
        hidden.refusal().ifPresent(refused -> {
            String why = String.valueOf(refused.getMessage());
            output.warn("your " + hidden.what() + " are not shown. " + why);
            output.event("not-shown", "what", hidden.what(), "reason", refused.reason(), "message", why);
        });
    }

    private void grant(JsonObject grant, Portal portal) throws ManifestFormatException {
        String model = text(grant, "model");
        String state = text(grant, "state");
        String reason = text(grant, "reason");
        String words = switch (state) {
            case "ACTIVE" ->
                "you may download it until " + date(grant, "endsAt") + ". Get it with: weightgate download " + model;
            case "SUSPENDED" -> "your access is paused since " + date(grant, "since")
                    + (text(grant, "suspendReason").equals("TERMS") ? " until you accept the new terms" : "")
                    + because(reason) + ". See " + portal.address() + "/grants";
            case "EXPIRED" -> "your access ended on " + date(grant, "endsAt") + ". Renew it at " + portal.address() + "/models/"
                    + model + "/renew";
            case "REVOKED" ->
                "your access was revoked on " + date(grant, "since") + because(reason) + ". See " + portal.address()
                        + "/grants";
            case "SUPERSEDED" -> "replaced by a newer grant on " + date(grant, "since");
            default -> state.toLowerCase(Locale.ROOT) + because(reason);
        };
        output.say(model + "  grant " + text(grant, "reference") + ": " + words);
        output.event("grant", "model", model, "reference", text(grant, "reference"), "state", state, "reason", reason, "until",
                text(grant, "endsAt"), "since", text(grant, "since"), "releases", text(grant, "releases"));
    }

    private void request(JsonObject request, Portal portal) throws ManifestFormatException {
        String model = text(request, "model");
        String state = text(request, "state");
        String said = text(request, "publicText");
        String words = switch (state) {
            case "DRAFT" ->
                "a draft of " + date(request, "createdAt") + ", not sent yet. Go on with: weightgate request " + model;
            case "SUBMITTED" -> "with the reviewers since " + date(request, "submittedAt");
            case "CHANGES_REQUESTED" -> "the reviewers ask you to change something" + because(said)
                    + ". Answer with: weightgate request " + model;
            case "APPROVED" -> "approved on " + date(request, "decidedAt");
            case "REJECTED" -> "rejected on " + date(request, "decidedAt") + because(said)
                    + (text(request, "reapplyFrom").isEmpty() ? ""
                            : ". You may apply again from " + date(request, "reapplyFrom"));
            case "WITHDRAWN" -> "withdrawn by you";
            case "LAPSED" -> "lapsed, since nothing came for a long time. Apply again with: weightgate request " + model;
            default -> state.toLowerCase(Locale.ROOT) + because(said);
        };
        output.say(model + "  request " + text(request, "reference") + ": " + words);
        output.event("request", "model", model, "reference", text(request, "reference"), "state", state, "reason",
                text(request, "reasonCode"), "text", said, "submitted", text(request, "submittedAt"), "decided",
                text(request, "decidedAt"), "reapply_from", text(request, "reapplyFrom"), "page",
                portal.address() + "/requests/" + Portal.encode(text(request, "id")));
    }

    /// In the reader's own zone, to the minute.
    private static String date(JsonObject object, String name) throws ManifestFormatException {
        return Dates.of(text(object, name));
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason.strip().replaceFirst("[.]$", "");
    }

    private static String text(JsonObject object, String name) throws ManifestFormatException {
        return Printable.of(object.optionalText(name, 8000).orElse(""), 2000);
    }
}
