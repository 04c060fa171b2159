package org.weightgate.hub;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.downloads.Ticket;
import org.weightgate.grants.Grant;
import org.weightgate.grants.Grants;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.RejectionReason;

/// The gate's refusals as sentences: what is so, since when or why, and where to go.
@ApplicationScoped
class Denials {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_WHY = 300;

    private final AccessRequests requests;
    private final Grants grants;
    private final HubAddresses addresses;

    Denials(AccessRequests requests, Grants grants, HubAddresses addresses) {
        this.requests = requests;
        this.grants = grants;
        this.addresses = addresses;
    }

    String anonymous(Snapshot snapshot) {
        return "Access to model " + snapshot.name() + " is restricted. You must have access to it and be authenticated to"
                + " access it. Please log in. Apply for access at " + model(snapshot);
    }

    String endsSoon(Snapshot snapshot, Instant end) {
        return "Your access to model " + snapshot.name() + " ends on " + DAY.format(end) + ". Renew it: " + renew(snapshot);
    }

    @Transactional
    String sentence(Person person, Snapshot snapshot, Ticket.Refused refused) {
        Optional<AccessRequest> request = requests.latest(person.id(), snapshot.model());
        Optional<Grant> grant = grants.current(person.id(), snapshot.model());
        String name = snapshot.name();
        return switch (refused.reason()) {
            case "pending" -> "Your request to access model " + name + " is awaiting a review from the repo authors"
                    + request.map(AccessRequest::submittedAt).map(at -> ", since " + DAY.format(at)).orElse("") + ". See "
                    + page(request);
            case "changes-requested" -> "The reviewers asked you to change your request to access model " + name + "."
                    + why(request.map(AccessRequest::publicText)) + " Answer them: " + page(request);
            case "rejected" -> "Your request to access model " + name + " has been rejected by the repo's authors."
                    + request.map(AccessRequest::reason).filter(reason -> reason != RejectionReason.OTHER)
                            .map(reason -> " " + reason.sentence()).orElse("")
                    + why(request.map(AccessRequest::publicText))
                    + request.map(AccessRequest::reapplyFrom).map(at -> " You may apply again from " + DAY.format(at) + ".")
                            .orElse("")
                    + " See " + page(request);
            case "grant-expired" -> "Your access to model " + name + " ended"
                    + grant.map(held -> " on " + DAY.format(held.endsAt())).orElse("") + ". Renew it: " + renew(snapshot);
            case "grant-suspended" -> "Your access to model " + name + " is paused"
                    + grant.map(held -> " since " + DAY.format(held.stateSince())).orElse("")
                    + grant.flatMap(Grant::suspendReason).map(reason -> " because " + reason.words()).orElse("") + "."
                    + why(grant.flatMap(Grant::stateText)) + " See " + addresses.to(refused.page());
            case "grant-revoked" -> "Your access to model " + name + " was revoked"
                    + grant.map(held -> " on " + DAY.format(held.stateSince())).orElse("") + "."
                    + why(grant.flatMap(Grant::stateText)) + " See " + addresses.to(refused.page());
            case "release-withdrawn" -> "Release " + snapshot.version() + " of model " + name
                    + " was withdrawn and is not given out any more." + why(snapshot.withdrawnBecause())
                    + " What takes its place: " + model(snapshot);
            case "not-approved" -> refused.advice().contains("not cover")
                    ? "Your access to model " + name + " does not cover release " + snapshot.version()
                            + ". Ask for it: " + apply(snapshot)
                    : "Access to model " + name + " is restricted and you are not in the authorized list. Visit "
                            + model(snapshot) + " to ask for access.";
            default -> refused.advice() + " See " + addresses.to(refused.page());
        };
    }

    String warning(String sentence) {
        return "access; " + sentence;
    }

    private String page(Optional<AccessRequest> request) {
        return addresses.to(request.map(found -> "/requests/" + found.id()).orElse("/requests"));
    }

    private String model(Snapshot snapshot) {
        return addresses.to("/models/" + snapshot.name());
    }

    private String apply(Snapshot snapshot) {
        return addresses.to("/models/" + snapshot.name() + "/apply");
    }

    private String renew(Snapshot snapshot) {
        return addresses.to("/models/" + snapshot.name() + "/renew");
    }

    /// What a person wrote, short enough for a header.
    private static String why(Optional<String> text) {
        return text.map(String::strip).filter(words -> !words.isEmpty())
                .map(words -> words.length() <= LONGEST_WHY ? words : words.substring(0, LONGEST_WHY) + "...")
                .map(words -> " They wrote: \"" + words + (words.matches("(?s).*[.!?]") ? "\"" : "\".")).orElse("");
    }
}
