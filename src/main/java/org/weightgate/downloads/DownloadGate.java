package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.AccessPolicy;
import org.weightgate.catalogue.InForce;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.ReleaseState;
import org.weightgate.catalogue.Releases;
import org.weightgate.catalogue.RequestReason;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.catalogue.WeightFile;
import org.weightgate.grants.Grant;
import org.weightgate.grants.Grants;
import org.weightgate.people.BanCheck;
import org.weightgate.people.Person;
import org.weightgate.web.Network;
import org.weightgate.web.ProblemException;

/// Turns a grant into URLs. Everything that decides is read anew for every ticket, the grant under a lock; the record of
/// each URL commits before the URL is answered.
@ApplicationScoped
public class DownloadGate {

    private static final Duration LONGEST_TTL = Duration.ofMinutes(15);

    private final Models models;
    private final Releases releases;
    private final AccessPolicies policies;
    private final Grants grants;
    private final Instance<RequestReason> requestReasons;
    private final WeightStore store;
    private final UrlMints mints;
    private final Meter meter;
    private final TermsVersions terms;
    private final BanCheck bans;
    private final RefusalWords words;

    DownloadGate(Models models, Releases releases, AccessPolicies policies, Grants grants,
            Instance<RequestReason> requestReasons, WeightStore store, UrlMints mints, Meter meter,
            TermsVersions terms, BanCheck bans, RefusalWords words) {
        this.models = models;
        this.releases = releases;
        this.policies = policies;
        this.grants = grants;
        this.requestReasons = requestReasons;
        this.store = store;
        this.mints = mints;
        this.meter = meter;
        this.terms = terms;
        this.bans = bans;
        this.words = words;
    }

    /// A ticket for these files of a release, for all of them when none is named.
    @Transactional
    public Ticket mint(Person person, ReleaseName name, List<String> paths, Way way, @Nullable Network network) {
        Case asked = new Case(person, name);
        return asked.answer(held -> asked.give(held, asked.wanted(paths), way, network));
    }

    /// Lets the portal itself answer with a small file, which leaves the same record as an address would.
    @Transactional
    public Ticket serve(Person person, ReleaseName name, String path, @Nullable Network network) {
        Case asked = new Case(person, name);
        return asked.answer(held -> {
            mints.record(new Asked(held, asked.release.id(), List.of(), Way.SERVED, Duration.ofSeconds(1), network, asked.now),
                    path);
            return new Ticket.Granted(List.of());
        });
    }

    /// Whether a ticket would be given, quotas aside; nothing is given and nothing recorded.
    @Transactional
    public Ticket look(Person person, ReleaseName name) {
        return new Case(person, name).answer(_ -> new Ticket.Granted(List.of()));
    }

    private final class Case {

        private final Person person;
        private final Optional<Grant> grant;
        private final Model model;
        private final Release release;
        private final AccessPolicy policy;
        private final Instant now;
        private final DownloadDecision decision;

        Case(Person person, ReleaseName name) {
            InForce inForce = releases.inForce(name.namespace(), name.model(), name.version())
                    .filter(found -> found.release().state() != ReleaseState.DRAFT).orElseThrow(() -> missing(name));
            model = inForce.model();
            release = inForce.release();
            policy = inForce.policy();
            now = inForce.now();
            this.person = person;
            grant = grants.currentHeldFast(person.id(), model.id());
            decision = DownloadDecision.decide(new DownloadDecision.Facts(release.state() == ReleaseState.WITHDRAWN,
                    release.version(), grant.orElse(null),
                    grant.filter(held -> held.stateAt(now).isLive()).isPresent() ? Optional.empty()
                            : requestReason(person, model),
                    now,
                    grant.filter(held -> terms.isOverdue(held.termsVersion(), now)).isPresent(),
                    bans.of(person, model.id()).banned()));
        }

        Ticket answer(Function<Grant, Ticket> granted) {
            return switch (decision) {
                case DownloadDecision.Refused(var reason) -> new Ticket.Refused(reason.status(), reason.word(),
                        words.of(reason, person, model, release, grant.orElse(null)), RefusalWords.brief(reason, model),
                        Optional.empty());
                case DownloadDecision.Allowed(var held) -> granted.apply(held);
            };
        }

        Ticket give(Grant grant, List<WeightFile> files, Way way, @Nullable Network network) {
            Duration ttl = policy.ticketTtl().compareTo(LONGEST_TTL) < 0 ? policy.ticketTtl() : LONGEST_TTL;
            var asked = new Asked(grant, release.id(), files, way, ttl, network, now);
            return switch (meter.take(Quota.of(policy), asked)) {
                case Meter.Taken.Exhausted exhausted -> QuotaWords.refusal(exhausted, Quota.of(policy), files.size(), now);
                case Meter.Taken.Within _ -> sign(asked);
            };
        }

        private Ticket.Granted sign(Asked asked) {
            List<Ticket.File> signed = new ArrayList<>();
            for (WeightFile file : asked.files()) {
                var url = store.sign(model.id(), file.sha256(), file.path(), asked.grant().traceId(), asked.ttl());
                signed.add(new Ticket.File(file.path(), url.url(), file.size(), file.sha256(), url.expiresAt()));
            }
            return new Ticket.Granted(signed);
        }

        List<WeightFile> wanted(List<String> paths) {
            if (paths.isEmpty()) {
                return releases.files(release);
            }
            Map<String, WeightFile> byPath = releases.files(release, Set.copyOf(paths)).stream()
                    .collect(Collectors.toMap(WeightFile::path, Function.identity()));
            return paths.stream().distinct().map(path -> Optional.ofNullable(byPath.get(path))
                    .orElseThrow(() -> new ProblemException(404, "no-such-file",
                            "Release " + release.version() + " has no file " + path + ". Its manifest lists all files.")))
                    .toList();
        }
    }

    private ProblemException missing(ReleaseName name) {
        Model model = models.require(name.namespace(), name.model());
        policies.current(model);
        return name.version().equals("latest") ? releases.noneOpen(model)
                : ProblemException.notFound(model.fullName() + " has no release " + name.version()
                        + ". The model's page lists its releases.");
    }

    private Optional<String> requestReason(Person person, Model model) {
        return requestReasons.stream().flatMap(reason -> reason.reasonFor(person.id(), model.id()).stream()).findFirst();
    }
}
