package org.weightgate.people;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import jakarta.transaction.Transactional;

import org.weightgate.web.ProblemException;

import io.quarkus.logging.Log;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;

/// The people of the demonstration realm have their names as passwords: a production portal neither starts with them in
/// its tables nor lets them sign in.
@ApplicationScoped
class DemoPeople {

    /// Every subject of the demonstration realm begins with it.
    static final String SUBJECT_PREFIX = "5eed0000-0000-4000-8000-";

    private static final int CONFIGURATION_ERROR = 78;

    private final People people;

    DemoPeople(People people) {
        this.people = people;
    }

    @Transactional
    void refuseToStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (!production()) {
            return;
        }
        long demo = people.withSubjectPrefix(SUBJECT_PREFIX);
        if (demo > 0) {
            Log.errorf("The database knows %d people of the demonstration realm, whose passwords are their names."
                    + " Production needs a database of its own: point quarkus.datasource.jdbc.url at a new one.", demo);
            throw new PreventFurtherStepsException("demo people in a production database", CONFIGURATION_ERROR);
        }
    }

    static void refuseSignIn(Profile profile) {
        if (production() && profile.subject().startsWith(SUBJECT_PREFIX)) {
            throw new ProblemException(403, "demo-person", "The people of the demonstration cannot sign in here.");
        }
    }

    private static boolean production() {
        return ConfigUtils.isProfileActive("prod");
    }
}
