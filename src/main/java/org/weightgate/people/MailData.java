package org.weightgate.people;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.MailErasure;

/// The mails that were written to a person.
@ApplicationScoped
class MailData implements PersonalData {

    private static final int BEFORE_ACCOUNT = 900;

    private final PersonalRows rows;
    private final MailErasure mails;

    MailData(PersonalRows rows, MailErasure mails) {
        this.rows = rows;
        this.mails = mails;
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
        mails.to(person.id());
    }
}
