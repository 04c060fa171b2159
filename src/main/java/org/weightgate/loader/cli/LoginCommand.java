package org.weightgate.loader.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Credentials;
import org.weightgate.loader.transfer.DeviceLogin;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.PortalAddress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weightgate login`: signs in with a browser, here or on another machine.
@Command(name = "login", mixinStandardHelpOptions = true, sortOptions = false, description = "Sign in to a portal with a browser, on this or any other machine.")
final class LoginCommand implements Callable<Integer> {

    @Option(names = "--portal", paramLabel = "URL", description = "The portal's address; remembered for the other commands.")
    private Optional<String> portal = Optional.empty();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Credentials credentials = PortalAccess.credentials();
        PortalAddress address = portal.isPresent() ? PortalAddress.parse(portal.get())
                : credentials.portal()
                        .orElseThrow(() -> CommandFailure.usage("Say which portal: weightgate login --portal URL."));
        DeviceLogin login = DeviceLogin.begin(new Portal(address, Optional.empty()), InstantSource.system());
        DeviceLogin.Prompt prompt = login.prompt();
        output.say("Open " + prompt.page() + " in a browser and enter the code " + prompt.userCode());
        if (!prompt.pageWithCode().equals(prompt.page())) {
            output.say("or open " + prompt.pageWithCode());
        }
        output.say("Waiting until you have confirmed it there ...");
        output.event("device-code", "page", prompt.page(), "page_with_code", prompt.pageWithCode(), "code", prompt.userCode(),
                "until", prompt.until());
        credentials.store(address, login.await());
        output.say("Signed in to " + address + ".");
        output.event("signed-in", "portal", address);
        if (System.getenv("WEIGHTGATE_TOKEN") != null) {
            output.warn("WEIGHTGATE_TOKEN is set and is used instead of this sign-in.");
        }
        return Exit.DONE;
    }
}
