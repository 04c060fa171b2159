package org.weightgate.notices;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// Takes out of mails what tells who somebody was. What has not left yet does not leave; one that is being handed over in
/// this moment may still arrive. That there was a mail, and what became of it, stays.
@ApplicationScoped
public class MailErasure {

    private static final String ERASE = """
            update outbox_mail
            set subject = '', text_body = '', html_body = '', lease = null, leased_until = null,
                recipient = case when person_id is null or person_id = :person then '' else recipient end,
                said = case when person_id is null or person_id = :person then null else said end,
                state = case when state in ('SENT', 'BOUNCED') then state else 'FAILED' end
            where\s""";

    private final Session database;

    MailErasure(Session database) {
        this.database = database;
    }

    /// The mails to a person, and that their address refused any.
    @Transactional(Transactional.TxType.MANDATORY)
    public void to(UUID person) {
        database.createNativeMutationQuery(ERASE + "person_id = :person").setParameter("person", person).executeUpdate();
        database.createNativeMutationQuery(
                "delete from refused_address where address = (select lower(email) from person where id = :person)")
                .setParameter("person", person).executeUpdate();
    }

    /// The mails about these, whoever got them: other people's stay theirs, but say nothing any more.
    @Transactional(Transactional.TxType.MANDATORY)
    public void about(UUID person, List<UUID> subjects) {
        database.createNativeMutationQuery(ERASE + "about = any(:subjects)").setParameter("person", person)
                .setParameter("subjects", subjects.toArray(UUID[]::new)).executeUpdate();
    }

    /// One mail, by the key it was queued under, and those that repeat it.
    @Transactional(Transactional.TxType.MANDATORY)
    public void keyed(UUID person, UUID about, String prefix) {
        database.createNativeMutationQuery(ERASE + """
                about = :about and (starts_with(dedupe_key, :prefix) or original in (
                    select id from outbox_mail where about = :about and starts_with(dedupe_key, :prefix)))""")
                .setParameter("person", person).setParameter("about", about).setParameter("prefix", prefix).executeUpdate();
    }
}
