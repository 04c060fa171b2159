package org.weightgate.loader.cli;

import java.util.List;
import java.util.concurrent.Callable;

import org.weightgate.manifest.JsonObject;
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
        List<JsonObject> models = PortalAccess.open().get("/api/v1/models").objects("models", MOST);
        if (models.isEmpty()) {
            output.say("The portal offers no models yet.");
        }
        for (JsonObject model : models) {
            String name = Printable.of(model.text("namespace", 200) + "/" + model.text("name", 200), 300);
            String summary = Printable.of(model.optionalText("summary", 4000).orElse(""), 400);
            String version = Printable.of(model.optionalText("version", 200).orElse("-"), 64);
            output.say(String.format("%-32s  %-10s  %s", name, version, summary));
            output.event("model", "name", name, "version", version, "summary", summary);
        }
        return Exit.DONE;
    }
}
