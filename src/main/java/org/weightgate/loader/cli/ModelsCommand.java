package org.weightgate.loader.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.AccessRefusedException;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate models`: what the portal offers.
@Command(name = "models", mixinStandardHelpOptions = true, description = "List the models the portal offers.")
final class ModelsCommand implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Portal portal = PortalAccess.open();
        List<JsonObject> models = portal.get("/api/v1/models").objects("models", MOST);
        if (models.isEmpty()) {
            output.say("The portal offers no models yet.");
        }
        Map<String, String> standing = standing(portal);
        for (JsonObject model : models) {
            String name = Printable.of(model.text("namespace", 200) + "/" + model.text("name", 200), 300);
            String summary = Printable.of(model.optionalText("summary", 4000).orElse(""), 400);
            String version = Printable.of(model.optionalText("version", 200).orElse("-"), 64);
            long size = model.names().contains("totalSize") && !version.equals("-")
                    ? model.integer("totalSize", 0, Manifest.MAXIMUM_SIZE)
                    : 0;
            String mine = standing.getOrDefault(name, "");
            output.say(String.format("%-32s  %-10s  %10s  %s%s", name, version, size == 0 ? "" : Progress.size(size), summary,
                    mine.isEmpty() ? "" : "  [" + mine + "]"));
            output.event("model", "name", name, "version", version, "bytes", size, "summary", summary, "standing", mine);
        }
        return Exit.DONE;
    }

    /// What a person who is signed in has to do with each model, in a word or two.
    private static Map<String, String> standing(Portal portal) throws Exception {
        var standing = new HashMap<String, String>();
        try {
            for (JsonObject request : portal.list("/api/v1/requests", MOST)) {
                String state = request.text("state", 64);
                String words = switch (state) {
                    case "DRAFT" -> "draft";
                    case "SUBMITTED" -> "waiting for review";
                    case "CHANGES_REQUESTED" -> "changes asked for";
                    case "REJECTED" -> "rejected";
                    default -> "";
                };
                if (!words.isEmpty()) {
                    standing.putIfAbsent(request.text("model", 300), words);
                }
            }
            for (JsonObject grant : portal.get("/api/v1/grants").objects("grants", MOST)) {
                if (grant.text("state", 64).equals("ACTIVE")) {
                    standing.put(grant.text("model", 300),
                            "open to you until " + Dates.of(Printable.of(grant.text("endsAt", 64), 64)));
                }
            }
        } catch (AccessRefusedException _) {
            return Map.of();
        }
        return standing;
    }
}
