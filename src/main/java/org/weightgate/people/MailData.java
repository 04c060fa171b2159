package org.weightgate.people;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

/// The mails that were written to a person. Those still on their way are taken out once they have arrived or failed.
@ApplicationScoped
class MailData implements PersonalData {

    private static final int BEFORE_ACCOUNT = 900;

    private final PersonalRows rows;

    MailData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public int order() {
        return BEFORE_ACCOUNT;
    }

    @Override
    public Map<String, Object> of(Person person) {
        return Map.of("mails", rows.read("""
                select recipient as "to", subject, text_body as "text", state, queued_at as "queued", sent_at as "sent"
                from outbox_mail where person_id = :person order by queued_at""", person.id()));
    }

    @Override
    public void erase(Person person) {
        rows.change("""
                update outbox_mail set recipient = '', subject = '', text_body = '', html_body = '', said = null
                where person_id = :person and state in ('SENT', 'BOUNCED', 'FAILED')""", person.id());
        rows.change("delete from outbox_mail where person_id = :person and state in ('QUEUED', 'DEFERRED')", person.id());
    }
}
