package org.weightgate.downloads;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Advice;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.RequestReason;
import org.weightgate.grants.Grant;
import org.weightgate.people.Ban;
import org.weightgate.people.BanCheck;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// The gate's refusals as sentences: what is so, since when or why, and where to go. The command line, Hugging Face's clients,
/// download managers and browsers all read these.
@ApplicationScoped
class RefusalWords {

    private final Instance<RequestReason> requests;
    private final BanCheck bans;

    RefusalWords(Instance<RequestReason> requests, BanCheck bans) {
        this.requests = requests;
        this.bans = bans;
    }

    Advice of(RefusalReason reason, Person person, Model model, Release release, @Nullable Grant grant) {
        String name = model.fullName();
        Optional<Grant> held = Optional.ofNullable(grant);
        return switch (reason) {
            case PENDING, CHANGES_REQUESTED, REJECTED -> ofRequest(person, model, () -> advice(reason, name, "See %s"));
            case GRANT_EXPIRED -> advice(reason, name, "Renew it: %s", "Your access to model " + name + " ended"
                    + on(held.map(Grant::endsAt)) + ".");
            case GRANT_SUSPENDED -> advice(reason, name, "See %s", "Your access to model " + name + " is paused"
                    + held.map(paused -> " since " + Instants.day(paused.stateSince())).orElse("")
                    + held.flatMap(Grant::suspendReason).map(why -> " because " + why.words()).orElse("") + "."
                    + Advice.theyWrote(held.flatMap(Grant::stateText)));
            case GRANT_REVOKED -> advice(reason, name, "See %s", "Your access to model " + name + " was revoked"
                    + on(held.map(Grant::stateSince)) + "." + Advice.theyWrote(held.flatMap(Grant::stateText)));
            case TERMS_OUTDATED -> advice(reason, name, "Read and accept them, then go on at once: %s",
                    "The terms of model " + name + " changed, and the time to accept the new ones is over.");
            case BANNED -> advice(reason, name, "See %s", "You are banned from model " + name + banned(person, model));
            case RELEASE_WITHDRAWN -> advice(reason, name, "What takes its place: %s",
                    "Release " + release.version() + " of model "
                            + name + " was withdrawn and is not given out any more."
                            + Advice.theyWrote(Optional.ofNullable(release.withdrawnReason())));
            case NOT_COVERED -> advice(reason, name, "Ask for it: %s",
                    "Your access to model " + name + " does not cover release " + release.version() + ".");
            case NOT_APPROVED -> advice(reason, name, "Visit %s to ask for access.",
                    "Access to model " + name + " is restricted and you are not in the authorized list.");
        };
    }

    static Advice brief(RefusalReason reason, Model model) {
        return advice(reason, model.fullName(), "See %s");
    }

    private Advice ofRequest(Person person, Model model, Supplier<Advice> otherwise) {
        return requests.stream().flatMap(room -> room.adviceFor(person.id(), model).stream()).findFirst().orElseGet(otherwise);
    }

    private String banned(Person person, Model model) {
        Optional<Ban> ban = bans.all(person).stream()
                .filter(held -> held.model().filter(other -> !other.equals(model.id())).isEmpty()).findFirst();
        return ban.flatMap(Ban::lastMoment).map(last -> " until the end of " + Instants.day(last)).orElse("") + "."
                + Advice.theyWrote(ban.map(Ban::reason));
    }

    private static String on(Optional<Instant> day) {
        return day.map(at -> " on " + Instants.day(at)).orElse("");
    }

    private static Advice advice(RefusalReason reason, String model, String invitation) {
        return advice(reason, model, invitation, reason.sentence());
    }

    private static Advice advice(RefusalReason reason, String model, String invitation, String sentence) {
        return new Advice(sentence, invitation, reason.pageFor(model));
    }
}
