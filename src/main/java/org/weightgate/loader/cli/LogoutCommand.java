package org.weightgate.loader.cli;

import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.Credentials;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weightgate logout`: forgets the token on this machine.
@Command(name = "logout", mixinStandardHelpOptions = true, description = "Forget the sign-in on this machine.")
final class LogoutCommand implements Callable<Integer> {

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        Credentials credentials = PortalAccess.credentials();
        String page = credentials.portal().map(portal -> portal + "/tokens").orElse("/tokens");
        boolean was = credentials.forget().isPresent();
        output.say(was ? "Signed out on this machine. To end the token everywhere, revoke it at " + page
                : "Nobody was signed in.");
        output.event("signed-out", "was_signed_in", was);
        return Exit.DONE;
    }
}
