package org.weightgate.review;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.weightgate.events.DatabaseClock;
import org.weightgate.notices.Deliveries;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.review.QueueFilter.Reviewed;

/// Writes each reviewer's daily mail: once, whoever of the replicas is first. The row is held while it is written, and the
/// mail's key names the person and the day.
@ApplicationScoped
class DailyMails {

    private static final int MOST_CLAIMS = 20;

    private final ReminderSettings settings;
    private final Jurisdiction jurisdiction;
    private final Involved involved;
    private final ReviewQueue queue;
    private final Claims claims;
    private final Deliveries deliveries;
    private final Outbox outbox;
    private final People people;
    private final DatabaseClock clock;
    private final ReviewConfig config;

    DailyMails(ReminderSettings settings, Jurisdiction jurisdiction, Involved involved, ReviewQueue queue, Claims claims,
            Deliveries deliveries,
            Outbox outbox, People people, DatabaseClock clock, ReviewConfig config) {
        this.settings = settings;
        this.jurisdiction = jurisdiction;
        this.involved = involved;
        this.queue = queue;
        this.claims = claims;
        this.deliveries = deliveries;
        this.outbox = outbox;
        this.people = people;
        this.clock = clock;
        this.config = config;
    }

    /// Writes the next one that is due; false when none is.
    @Transactional(TxType.REQUIRES_NEW)
    boolean writeNext() {
        Optional<ReminderSettings.Setting> due = settings.takeDue();
        due.ifPresent(setting -> settings.written(setting, write(people.findById(setting.person()))
                .orElse(null)));
        return due.isPresent();
    }

    private Optional<String> write(Person person) {
        List<Reviewed> models = jurisdiction.reviewed(person);
        if (models.isEmpty() || claims.isAway(person.id())) {
            return Optional.empty();
        }
        DailyMail mail = mail(person, models);
        if (!mail.isWorthAMail()) {
            return Optional.empty();
        }
        LocalDate day = clock.now().atZone(config.digestZone()).toLocalDate();
        String key = "review-digest:" + person.id() + ":" + day;
        outbox.enqueue(person.id(), person.id(), person.email(), key, new Letter("Review", mail.subject(),
                Letter.greeting(person.displayName()), mail.paragraphs(), "Open the queue", "/review"));
        return Optional.of(key);
    }

    private DailyMail mail(Person person, List<Reviewed> models) {
        var all = new QueueFilter(models, Tray.WAITING, person.id(), involved.parts(person), clock.now(), Optional.empty(),
                MOST_CLAIMS);
        List<String> mine = queue.page(all.in(Tray.MINE)).stream().limit(MOST_CLAIMS)
                .map(row -> row.reference() + ", " + row.model() + ": "
                        + Clock.of(row.state(), row.turnAt(), row.dueAt(), clock.now()).words())
                .toList();
        return new DailyMail(queue.count(all), queue.count(all.in(Tray.OVERDUE)), queue.count(all.in(Tray.SECOND_VOTE)), mine,
                unreachable(person, models));
    }

    private List<String> unreachable(Person lead, List<Reviewed> models) {
        Map<UUID, String> colleagues = models.stream().map(Reviewed::model)
                .filter(model -> jurisdiction.leads(lead, model)).flatMap(model -> jurisdiction.colleagues(model).stream())
                .filter(colleague -> !colleague.id().equals(lead.id()))
                .collect(Collectors.toMap(Colleague::id, Colleague::name, (one, _) -> one));
        return settings.of(List.copyOf(colleagues.keySet())).stream()
                .filter(setting -> setting.lastMail() != null && deliveries.lost(setting.lastMail()))
                .map(setting -> colleagues.getOrDefault(setting.person(), "")).sorted().toList();
    }
}
