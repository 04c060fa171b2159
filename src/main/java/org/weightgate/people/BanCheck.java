package org.weightgate.people;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;

/// Whether a ban meets a person, by account, address, domain or organisation.
@ApplicationScoped
public class BanCheck {

    private static final String MEETS = """
            select b.* from ban b where (b.person_id = :person or b.kind in ('PERSON', 'ADDRESS') and b.value = :key
                or b.kind = 'DOMAIN' and b.value in (:domains)
                or b.kind = 'ORGANISATION' and b.value in
                    (select o.organisation_key from person_organisation o where o.person_id = :person))""";

    private final Session database;
    private final DatabaseClock clock;

    BanCheck(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The answer holds until the caller's transaction ends: nobody bans or lifts a ban before.
    @Transactional(Transactional.TxType.MANDATORY)
    public BanStanding of(Person person, UUID model) {
        return of(person, model, "");
    }

    /// The same for somebody who is about to name an organisation.
    @Transactional(Transactional.TxType.MANDATORY)
    public BanStanding of(Person person, UUID model, String organisation) {
        keepOutThoseWhoBan();
        List<Ban> bans = meeting(person, " and (b.model_id is null or b.model_id = :model)")
                .setParameter("model", model).getResultList();
        Optional<BanKind> met = bans.stream().filter(ban -> ban.holdsAt(clock.now())).map(ban -> ban.subject().kind())
                .min(Comparator.naturalOrder()).or(() -> organisation.isBlank() || !namesBanned(organisation, model)
                        ? Optional.empty()
                        : Optional.of(BanKind.ORGANISATION));
        return bans.isEmpty() && met.isEmpty() ? BanStanding.NEVER : new BanStanding(met, epoch(bans));
    }

    /// The bans that hold for a person anywhere, newest first.
    @Transactional
    public List<Ban> all(Person person) {
        return meeting(person, " order by b.id desc").getResultStream().filter(ban -> ban.holdsAt(clock.now())).toList();
    }

    private boolean namesBanned(String organisation, UUID model) {
        return database.createNativeQuery("""
                select b.* from ban b where b.kind = 'ORGANISATION' and b.value = :key
                    and (b.model_id is null or b.model_id = :model)""", Ban.class)
                .setParameter("key", Organisation.key(organisation)).setParameter("model", model).getResultStream()
                .anyMatch(ban -> ban.holdsAt(clock.now()));
    }

    private void keepOutThoseWhoBan() {
        Column.of(database, "select 1 from (select pg_advisory_xact_lock_shared(:lock)) taken", Integer.class)
                .setParameter("lock", Bans.LOCK).getSingleResult();
    }

    private org.hibernate.query.NativeQuery<Ban> meeting(Person person, String further) {
        MailAddress address = MailAddress.of(person.email());
        List<String> domains = address.domains();
        return database.createNativeQuery(MEETS + further, Ban.class).setParameter("person", person.id())
                .setParameter("key", address.key()).setParameterList("domains", domains.isEmpty() ? List.of("") : domains);
    }

    private static String epoch(List<Ban> bans) {
        return bans.size() + "." + bans.stream().filter(ban -> ban.liftedAt().isPresent()).count();
    }
}
