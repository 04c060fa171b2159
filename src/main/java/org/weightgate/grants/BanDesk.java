package org.weightgate.grants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.KeptReplies;
import org.weightgate.people.Ban;
import org.weightgate.people.BanEffect;
import org.weightgate.people.BanKind;
import org.weightgate.people.BanSubject;
import org.weightgate.people.BanWork;
import org.weightgate.people.Bans;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.RealmRole;
import org.weightgate.people.StepUp;
import org.weightgate.web.Instants;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;

/// Bans people and lifts bans: administrators everywhere, owners on their model. An owner learns nothing about people who have
/// nothing to do with the model.
@ApplicationScoped
class BanDesk {

    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_LOOKED_AT = 1000;
    private static final int MOST_NAMED = 20;
    private static final int FEW = 50;

    private final Bans bans;
    private final BanWork work;
    private final List<BanEffect> effects;
    private final People people;
    private final Models models;
    private final AccessPolicies policies;
    private final Stewards stewards;
    private final CurrentPerson caller;
    private final StepUp stepUp;
    private final DatabaseClock clock;
    private final KeptReplies replies;

    BanDesk(Bans bans, BanWork work, @All List<BanEffect> effects, People people, Models models, AccessPolicies policies,
            Stewards stewards, CurrentPerson caller, StepUp stepUp, DatabaseClock clock,
            KeptReplies replies) {
        this.bans = bans;
        this.work = work;
        this.effects = List.copyOf(effects);
        this.people = people;
        this.models = models;
        this.policies = policies;
        this.stewards = stewards;
        this.caller = caller;
        this.stepUp = stepUp;
        this.clock = clock;
        this.replies = replies;
    }

    /// The model of this name if the caller may ban there.
    @Transactional
    Model requireModel(String namespace, String name) {
        return models.find(namespace, name).filter(model -> stewards.ownsAsCaller(model.id()))
                .orElseThrow(ProblemException::noSuchPage);
    }

    void requireAdministrator() {
        if (!caller.holds(RealmRole.ADMIN)) {
            throw ProblemException.noSuchPage();
        }
    }

    @Transactional
    BanPreview preview(@Nullable Model model, BanForm form) {
        require(model);
        BanSubject subject = subject(model, form);
        String reason = form.reasonOrRefuse();
        Instant end = form.untilOrRefuse(clock.now()).orElse(null);
        String until = end == null ? "" : Instants.day(end.minusSeconds(1));
        Optional<UUID> on = Optional.ofNullable(model).map(Model::id);
        refuseTwice(model, subject, end);
        List<UUID> met = bans.met(subject, Optional.empty(), MOST_LOOKED_AT);
        boolean sample = met.size() == MOST_LOOKED_AT;
        var ends = new ArrayList<BanPreview.Ends>();
        Set<UUID> concerned = new LinkedHashSet<>();
        for (BanEffect effect : effects) {
            Set<UUID> some = effect.concerned(met, on);
            concerned.addAll(some);
            ends.add(new BanPreview.Ends(some.size(), sample, effect.ends()));
        }
        List<UUID> visible = model == null ? met : List.copyOf(concerned);
        long count = model == null ? bans.countMet(subject, MOST_COUNTED + 1) : visible.size();
        return new BanPreview(subject.kind().label(), subject.shown(), where(model), until, reason,
                Math.min(count, MOST_COUNTED), count > MOST_COUNTED || (model != null && sample), names(visible),
                List.copyOf(ends));
    }

    /// Places it; what it ends ends at once when few are met, otherwise in the background. New requests and tickets of those
    /// it meets are refused from now on in either case. Once for each key of the person who asks.
    Ban place(@Nullable Model model, BanForm form, String key) {
        Ban ban = QuarkusTransaction.joiningExisting().call(() -> {
            requireFresh(model);
            var call = new KeptReplies.Call(caller.require().id(), key, "ban at " + path(model), form);
            return bans.findById(replies.once(call, UUID.class, () -> place(model, form).id()));
        });
        if (bans.countMet(ban.subject(), FEW + 1) <= FEW) {
            work.workOffAll();
        }
        return ban;
    }

    private Ban place(@Nullable Model model, BanForm form) {
        BanSubject subject = subject(model, form);
        String reason = form.reasonOrRefuse();
        Instant until = form.untilOrRefuse(clock.now()).orElse(null);
        bans.excludeThoseWhoAsk();
        refuseTwice(model, subject, until);
        return bans.place(subject, model == null ? null : model.id(), reason, until, caller.require().id());
    }

    private void refuseTwice(@Nullable Model model, BanSubject subject, @Nullable Instant until) {
        bans.covering(subject, model == null ? null : model.id(), until).ifPresent(ban -> {
            throw BanRefusedException.already("This ban holds already"
                    + (model != null && ban.model().isEmpty() ? " everywhere" : "") + ", "
                    + ban.lastMoment().map(last -> "until the end of " + Instants.day(last)).orElse("without an end")
                    + ". To change it, lift it first.");
        });
    }

    @Transactional
    void lift(@Nullable Model model, UUID id, String key) {
        requireFresh(model);
        UUID asking = caller.require().id();
        replies.once(new KeptReplies.Call(asking, key, "lift ban " + id, path(model)), UUID.class, () -> {
            if (!bans.lift(find(model, id), asking)) {
                throw new ProblemException(409, "already-lifted", "This ban was lifted already.");
            }
            return id;
        });
    }

    @Transactional
    BanForm refused(BanForm form, BanRefusedException why) {
        return form.with(why, clock.now());
    }

    @Transactional
    BanList list(@Nullable Model model, Optional<UUID> after, BanForm form) {
        require(model);
        List<Ban> page = bans.page(Optional.ofNullable(model).map(Model::id), after, BanList.PAGE + 1);
        List<Ban> shown = page.stream().limit(BanList.PAGE).toList();
        Map<UUID, Person> placers = people.byId(shown.stream().map(Ban::placedBy).distinct().toList());
        List<BanRow> rows = shown.stream().map(ban -> row(ban, placers)).toList();
        return new BanList(model == null ? "" : model.fullName(), path(model), rows,
                page.size() > BanList.PAGE ? shown.getLast().id() : null, form);
    }

    @Transactional
    BanRow row(@Nullable Model model, UUID id) {
        require(model);
        Ban ban = find(model, id);
        return row(ban, people.byId(List.of(ban.placedBy())));
    }

    static String path(@Nullable Model model) {
        return model == null ? "/admin/bans" : "/grants/model/" + model.fullName() + "/bans";
    }

    private BanRow row(Ban ban, Map<UUID, Person> placers) {
        String where = ban.model().map(models::findById).map(Model::fullName).orElse("everywhere");
        return BanRow.of(ban, where, Objects.requireNonNull(placers.get(ban.placedBy())).displayName(), clock.now());
    }

    private Ban find(@Nullable Model model, UUID id) {
        return bans.findByIdOptional(id)
                .filter(ban -> model == null || ban.model().filter(model.id()::equals).isPresent())
                .orElseThrow(() -> ProblemException.notFound("There is no such ban."));
    }

    private void require(@Nullable Model model) {
        if (model == null) {
            requireAdministrator();
        } else {
            requireModel(model.namespace(), model.name());
        }
    }

    private void requireFresh(@Nullable Model model) {
        require(model);
        if (model == null) {
            stepUp.requireForAdministration();
        } else {
            stepUp.require(policies.current(model).stepUp());
        }
    }

    private BanSubject subject(@Nullable Model model, BanForm form) {
        BanKind kind = form.kindOrRefuse();
        BanSubject subject = kind == BanKind.PERSON ? person(model, PlainText.oneLine(form.who()))
                : BanSubject.typed(kind, form.who()).orElseThrow(() -> BanForm.nobody(kind));
        if (bans.meets(subject, caller.require())) {
            throw new BanRefusedException("who", "This would ban you too. Name it more narrowly.");
        }
        return subject;
    }

    private BanSubject person(@Nullable Model model, String username) {
        if (username.isEmpty()) {
            throw BanForm.nobody(BanKind.PERSON);
        }
        List<Person> named = people.withUsername(username);
        if (named.isEmpty()) {
            throw new BanRefusedException("who", "Nobody of this user name has signed in.");
        }
        if (named.size() > 1) {
            throw new BanRefusedException("who", "More than one person goes by this user name. Ban their address.");
        }
        BanSubject subject = BanSubject.of(named.getFirst());
        return model == null ? subject : subject.shownAs(username);
    }

    private List<BanPreview.Name> names(List<UUID> ids) {
        return people.byId(ids.stream().limit(MOST_NAMED).toList()).values().stream()
                .map(person -> new BanPreview.Name(person.displayName(), person.username()))
                .sorted((one, other) -> one.name().compareTo(other.name())).toList();
    }

    private static String where(@Nullable Model model) {
        return model == null ? "everywhere" : model.fullName();
    }
}
