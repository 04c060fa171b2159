package org.weightgate.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.grants.Grants;
import org.weightgate.people.BanCheck;
import org.weightgate.people.JobTokens;
import org.weightgate.people.People;
import org.weightgate.people.Person;

/// Who lets which job in, and what the job gets for it.
@ApplicationScoped
class JobDesk {

    private final TrustedJobs jobs;
    private final Models models;
    private final People people;
    private final Grants grants;
    private final BanCheck bans;
    private final JobTokens tokens;
    private final JobsConfig config;
    private final DatabaseClock clock;
    private final Events events;

    JobDesk(TrustedJobs jobs, Models models, People people, Grants grants, BanCheck bans, JobTokens tokens,
            JobsConfig config, DatabaseClock clock, Events events) {
        this.jobs = jobs;
        this.models = models;
        this.people = people;
        this.grants = grants;
        this.bans = bans;
        this.tokens = tokens;
        this.config = config;
        this.clock = clock;
        this.events = events;
    }

    /// A token, or why there is none.
    record Opened(JobDecision decision, String secret) {
    }

    @Transactional
    Instant now() {
        return clock.now();
    }

    /// A token for this job that opens `resource`, in the name of who let it in.
    @Transactional
    Opened open(JobIdentity job, String resource) {
        Instant now = clock.now();
        JobDecision decision = JobDecision.decide(candidates(jobs.naming(job, resource, now)));
        if (!(decision instanceof JobDecision.Accepted accepted)) {
            return new Opened(decision, "");
        }
        people.requireAccount(accepted.person());
        List<TrustedJob> words = jobs.heldFast(accepted.by().stream().map(JobDecision.Candidate::id).toList());
        if (words.size() < accepted.by().size()) {
            // taken back a moment ago
            return new Opened(new JobDecision.Unknown(), "");
        }
        JobTokens.Issued issued = tokens.issue(accepted.person(), "Job: " + job.subject(),
                words.stream().map(TrustedJob::id).toList(),
                accepted.by().stream().map(JobDecision.Candidate::model).distinct().toList(), config.tokenLife());
        words.forEach(word -> {
            word.used(now);
            events.append(word.id(), "job.admitted", accepted.person(),
                    Map.of("model", word.model().toString(), "token", issued.id().toString()));
        });
        return new Opened(accepted, issued.secret());
    }

    /// Bans are asked about model by model, for all its people at once.
    private List<JobDecision.Candidate> candidates(List<TrustedJobs.Word> words) {
        Map<UUID, Set<Person>> holders = words.stream().filter(word -> word.grant() != null).collect(Collectors.groupingBy(
                word -> word.model().id(), Collectors.mapping(TrustedJobs.Word::person, Collectors.toSet())));
        Map<UUID, Set<UUID>> banned = holders.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                of -> bans.bannedAmong(of.getValue(), of.getKey())));
        return words.stream().map(word -> new JobDecision.Candidate(word.id(), word.person().id(), word.model().fullName(),
                word.grant() != null
                        && !banned.getOrDefault(word.model().id(), Set.of()).contains(word.person().id())))
                .toList();
    }

    /// Why it was not taken down; nothing when it was.
    @Transactional
    Optional<JobForm.Fault> trust(Person person, JobForm form) {
        Optional<Model> model = form.model().flatMap(name -> models.find(name.namespace(), name.name()));
        if (model.isEmpty() || grants.current(person.id(), model.get().id()).filter(grant -> grant.stateAt(clock.now())
                .isLive()).isEmpty()) {
            return Optional.of(JobForm.Fault.MODEL);
        }
        jobs.lock(person.id());
        people.requireAccount(person.id());
        if (jobs.count("person = ?1", person.id()) >= TrustedJobs.MOST) {
            return Optional.of(JobForm.Fault.TOO_MANY);
        }
        jobs.add(person.id(), model.get().id(), form.issuer(), form.subject(), clock.now()).ifPresent(
                said -> events.append(said, "job.trusted", person.id(), Map.of("model", model.get().id().toString())));
        return Optional.empty();
    }

    /// True when the person had let such a job in. What it holds ends with it.
    @Transactional
    boolean forget(Person person, UUID id) {
        Optional<TrustedJob> said = jobs.of(person.id(), id);
        said.ifPresent(found -> {
            jobs.delete(found);
            tokens.revoke(person.id(), id);
            events.append(id, "job.forgotten", person.id(), Map.of());
        });
        return said.isPresent();
    }

    @Transactional
    List<TrustedJobs.Row> of(Person person) {
        return jobs.of(person.id());
    }

    @Transactional
    List<String> modelsOf(Person person) {
        return jobs.modelsOf(person.id());
    }
}
