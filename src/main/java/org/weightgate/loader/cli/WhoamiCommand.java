package org.weightgate.loader.cli;

import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Portal;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate whoami`: who the portal takes this user for.
@Command(name = "whoami", mixinStandardHelpOptions = true, description = "Show who the portal takes you for.")
final class WhoamiCommand implements Callable<Integer> {

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Portal portal = PortalAccess.open();
        JsonObject person = portal.get("/api/whoami-v2");
        String name = Printable.of(person.text("name", 512), 200);
        String fullName = Printable.of(person.optionalText("fullname", 512).orElse(""), 200);
        String email = Printable.of(person.optionalText("email", 512).orElse(""), 200);
        output.say(name + (fullName.isEmpty() ? "" : " (" + fullName + ")") + (email.isEmpty() ? "" : ", " + email) + " at "
                + portal.address());
        output.event("whoami", "name", name, "fullname", fullName, "email", email, "portal", portal.address());
        return Exit.DONE;
    }
}
