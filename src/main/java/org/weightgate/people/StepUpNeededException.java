package org.weightgate.people;

import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

/// Somebody has to prove anew, with a second factor, who they are. A page sends them to do so; a program is told.
public class StepUpNeededException extends ProblemException {

    private static final long serialVersionUID = 1;

    private StepUpNeededException(String detail) {
        super(403, "step-up-required", detail);
    }

    static StepUpNeededException ofSession(PortalUrl portal) {
        return new StepUpNeededException("Confirm first, with your second factor, that it is you: open " + portal.to("/step-up")
                + " in the browser.");
    }

    static StepUpNeededException ofToken(PortalUrl portal) {
        return new StepUpNeededException("This asks for a second factor, which this access token does not carry. Do it in the "
                + "browser, or open " + portal.to("/step-up") + " there and make a new token at " + portal.to("/tokens")
                + " right after.");
    }
}
