package org.weightgate.loader.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.AccessRefusedException;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate models`: what the portal offers.
@Command(name = "models", mixinStandardHelpOptions = true, description = "List the models the portal offers.")
final class ModelsCommand implements Callable<Integer> {

    private static final int MOST = 10_000;
    private static final Standing NOTHING = new Standing(0, "");

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Portal portal = PortalAccess.open();
        List<JsonObject> models = portal.get("/api/v1/models").objects("models", MOST);
        if (models.isEmpty()) {
            output.say("The portal offers no models yet.");
        }
        Map<String, Standing> standing = standing(portal);
        for (JsonObject model : models) {
            String name = Printable.of(model.text("namespace", 200) + "/" + model.text("name", 200), 300);
            String summary = Printable.of(model.optionalText("summary", 4000).orElse(""), 400);
            String version = Printable.of(model.optionalText("version", 200).orElse("-"), 64);
            long size = model.names().contains("totalSize") && !version.equals("-")
                    ? model.integer("totalSize", 0, Manifest.MAXIMUM_SIZE)
                    : 0;
            String mine = standing.getOrDefault(name, NOTHING).words();
            output.say(String.format("%-32s  %-10s  %10s  %s%s", name, version, size == 0 ? "" : Progress.size(size), summary,
                    mine.isEmpty() ? "" : "  [" + mine + "]"));
            output.event("model", "name", name, "version", version, "bytes", size, "summary", summary, "standing", mine);
        }
        return Exit.DONE;
    }

    /// Where a person stands with a model, in a word or two; the highest `weight` of several says most.
    private record Standing(int weight, String words) {

        static Standing stronger(Standing one, Standing other) {
            return other.weight() > one.weight() ? other : one;
        }
    }

    private static Map<String, Standing> standing(Portal portal) throws Exception {
        var standing = new HashMap<String, Standing>();
        try {
            for (JsonObject request : portal.list("/api/v1/requests", MOST)) {
                standing.merge(request.text("model", 300), ofRequest(request), Standing::stronger);
            }
            for (JsonObject grant : portal.get("/api/v1/grants").objects("grants", MOST)) {
                standing.merge(grant.text("model", 300), ofGrant(grant), Standing::stronger);
            }
        } catch (AccessRefusedException _) {
            // nobody is signed in, or the token opens less than all of it
            return standing;
        }
        return standing;
    }

    private static Standing ofRequest(JsonObject request) throws ManifestFormatException {
        return switch (request.text("state", 64)) {
            case "CHANGES_REQUESTED" -> new Standing(4, "changes asked for");
            case "SUBMITTED" -> new Standing(4, "waiting for review");
            case "DRAFT" -> new Standing(3, "draft");
            case "REJECTED" -> new Standing(1, "rejected");
            default -> NOTHING;
        };
    }

    private static Standing ofGrant(JsonObject grant) throws ManifestFormatException {
        return switch (grant.text("state", 64)) {
            case "ACTIVE" -> new Standing(6, "open to you until " + date(grant, "endsAt"));
            case "SUSPENDED" -> new Standing(5, "paused since " + date(grant, "since"));
            case "EXPIRED" -> new Standing(2, "ended on " + date(grant, "endsAt"));
            case "REVOKED" -> new Standing(2, "revoked on " + date(grant, "since"));
            default -> NOTHING;
        };
    }

    private static String date(JsonObject grant, String field) throws ManifestFormatException {
        return Dates.of(Printable.of(grant.optionalText(field, 64).orElse(""), 64));
    }
}
