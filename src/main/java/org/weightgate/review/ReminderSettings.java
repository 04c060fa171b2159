package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// Who is reminded when. A row is made the first time somebody reviews anything.
@ApplicationScoped
class ReminderSettings {

    static final int USUAL_HOUR = 7;

    private final Session database;
    private final DatabaseClock clock;
    private final ReviewConfig config;

    ReminderSettings(Session database, DatabaseClock clock, ReviewConfig config) {
        this.database = database;
        this.clock = clock;
        this.config = config;
    }

    /// @param hour     of the day, in the desk's zone
    /// @param lastMail the mail written last, by its dedupe key
    record Setting(UUID person, boolean daily, int hour, @Nullable String lastMail, @Nullable Instant lastAt) {
    }

    @Transactional
    Setting of(Person person) {
        return database.createNativeQuery(
                "select person_id, daily, hour, last_mail, last_at from review_reminder where person_id = :person", Tuple.class)
                .setParameter("person", person.id()).getResultStream().findFirst().map(ReminderSettings::setting)
                .orElseGet(() -> new Setting(person.id(), true, USUAL_HOUR, null, null));
    }

    @Transactional
    void choose(Person person, boolean daily, int hour) {
        database.createNativeMutationQuery("""
                insert into review_reminder (person_id, daily, hour, next_at) values (:person, :daily, :hour, :next)
                on conflict (person_id) do update
                set daily = excluded.daily, hour = excluded.hour, next_at = excluded.next_at""")
                .setParameter("person", person.id()).setParameter("daily", daily).setParameter("hour", hour)
                .setParameter("next", next(hour)).executeUpdate();
    }

    /// Everybody who reviews something has a setting, if only the usual one.
    @Transactional
    void noticeNewReviewers() {
        database.createNativeMutationQuery("""
                insert into review_reminder (person_id, hour, next_at)
                select distinct r.person_id, cast(:hour as integer), cast(:next as timestamptz) from model_role r
                where r.role in ('REVIEWER', 'OWNER')
                  and not exists (select 1 from review_reminder known where known.person_id = r.person_id)
                on conflict do nothing""").setParameter("hour", USUAL_HOUR).setParameter("next", next(USUAL_HOUR))
                .executeUpdate();
    }

    /// Takes one who is due, held until the transaction ends; another replica takes another.
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<Setting> takeDue() {
        return database
                .createNativeQuery("""
                        select person_id, daily, hour, last_mail, last_at from review_reminder
                        where daily and next_at <= transaction_timestamp() order by next_at limit 1 for update skip locked""",
                        Tuple.class)
                .getResultStream().findFirst().map(ReminderSettings::setting);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void written(Setting setting, @Nullable String mail) {
        database.createNativeMutationQuery("""
                update review_reminder set next_at = :next, last_mail = coalesce(cast(:mail as text), last_mail),
                    last_at = case when cast(:mail as text) is null then last_at else transaction_timestamp() end
                where person_id = :person""")
                .setParameter("next", next(setting.hour())).setParameter("mail", mail, String.class)
                .setParameter("person", setting.person()).executeUpdate();
    }

    /// The last mails to these people, for their leads to know whose reminders do not arrive.
    @Transactional(Transactional.TxType.MANDATORY)
    List<Setting> of(List<UUID> people) {
        return database.createNativeQuery("""
                select person_id, daily, hour, last_mail, last_at from review_reminder
                where person_id = any(cast(:people as uuid[])) and last_mail is not null""", Tuple.class)
                .setParameter("people", people.stream().map(UUID::toString).toArray(String[]::new)).getResultStream()
                .map(ReminderSettings::setting).toList();
    }

    /// The next time the clocks of the desk's zone show an hour.
    private Instant next(int hour) {
        return new DailyHour(hour, config.digestZone()).after(clock.now());
    }

    private static Setting setting(Tuple row) {
        return new Setting(row.get("person_id", UUID.class), row.get("daily", Boolean.class), row.get("hour", Integer.class),
                row.get("last_mail", String.class), row.get("last_at", Instant.class));
    }
}
