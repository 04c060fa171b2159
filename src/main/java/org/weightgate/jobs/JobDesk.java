package org.weightgate.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.grants.GrantState;
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
    private final Grants grants;
    private final People people;
    private final BanCheck bans;
    private final JobTokens tokens;
    private final JobsConfig config;
    private final DatabaseClock clock;
    private final Events events;

    JobDesk(TrustedJobs jobs, Models models, Grants grants, People people, BanCheck bans, JobTokens tokens,
            JobsConfig config, DatabaseClock clock, Events events) {
        this.jobs = jobs;
        this.models = models;
        this.grants = grants;
        this.people = people;
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
        List<JobDecision.Candidate> candidates = jobs.naming(job).stream()
                .flatMap(said -> candidate(said, job, now).stream()).toList();
        JobDecision decision = JobDecision.decide(resource, candidates);
        if (!(decision instanceof JobDecision.Accepted accepted)) {
            return new Opened(decision, "");
        }
        List<UUID> by = accepted.by().stream().map(JobDecision.Candidate::id).toList();
        jobs.list("id in ?1", by).forEach(said -> said.used(now));
        return new Opened(accepted, tokens.issue(accepted.person(), "Job: " + job.subject(), by,
                accepted.by().stream().map(JobDecision.Candidate::model).distinct().toList(), config.tokenLife()));
    }

    private Optional<JobDecision.Candidate> candidate(TrustedJob said, JobIdentity job, Instant now) {
        Optional<Person> person = people.findByIdOptional(said.person());
        Optional<Model> model = models.findByIdOptional(said.model());
        return person.flatMap(who -> model.map(what -> new JobDecision.Candidate(said.id(), who.id(), who.username(),
                what.fullName(), said.isExactly(job), isOpen(who, what, now), said.createdAt())));
    }

    private boolean isOpen(Person person, Model model, Instant now) {
        return grants.current(person.id(), model.id()).filter(grant -> grant.stateAt(now) == GrantState.ACTIVE).isPresent()
                && !bans.of(person, model.id()).banned();
    }

    /// Why it was not taken down; nothing when it was.
    @Transactional
    Optional<JobForm.Fault> trust(Person person, JobForm form) {
        Optional<Model> model = form.model().flatMap(name -> models.find(name.namespace(), name.name()));
        if (model.isEmpty() || grants.current(person.id(), model.get().id()).filter(grant -> grant.stateAt(clock.now())
                .isLive()).isEmpty()) {
            return Optional.of(JobForm.Fault.MODEL);
        }
        if (jobs.count("person = ?1", person.id()) >= TrustedJobs.MOST) {
            return Optional.of(JobForm.Fault.TOO_MANY);
        }
        if (!jobs.has(person.id(), model.get().id(), form.issuer(), form.subject())) {
            var said = new TrustedJob(person.id(), model.get().id(), form.issuer(), form.subject(), clock.now());
            jobs.persistAndFlush(said);
            events.append(said.id(), "job.trusted", person.id(), Map.of("model", model.get().id().toString()));
        }
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
