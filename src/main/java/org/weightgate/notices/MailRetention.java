package org.weightgate.notices;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

import io.quarkus.scheduler.Scheduled;

/// Takes the words out of mails that came to an end long ago: a link in them may be a key, and what they say is about
/// somebody. What became of each mail stays.
@ApplicationScoped
class MailRetention {

    private static final int BATCH = 500;

    private final Session database;
    private final MailConfig config;

    MailRetention(Session database, MailConfig config) {
        this.database = database;
        this.config = config;
    }

    @Scheduled(every = "${weightgate.mail.forget-every:10m}", concurrentExecution = SKIP)
    void forgetAll() {
        int forgotten;
        do {
            forgotten = forgetSome();
        } while (forgotten == BATCH);
    }

    @Transactional
    int forgetSome() {
        return database.createNativeMutationQuery("""
                update outbox_mail set text_body = '', html_body = '' where id in (
                    select id from outbox_mail
                    where state in ('SENT', 'BOUNCED', 'FAILED') and text_body <> ''
                        and coalesce(bounced_at, next_attempt_at) < transaction_timestamp() - make_interval(secs => :seconds)
                    order by coalesce(bounced_at, next_attempt_at) limit :most for update skip locked)""")
                .setParameter("seconds", (double) config.keepWords().toSeconds()).setParameter("most", BATCH)
                .executeUpdate();
    }
}
