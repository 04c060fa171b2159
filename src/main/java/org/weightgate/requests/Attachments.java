package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;

/// Which files stand beside which revision of a request.
@ApplicationScoped
public class Attachments {

    private static final String COLUMNS = """
            select id, request_id, name, media_type, size, sha256, uploaded_at, since_revision from attachment
            """;

    private final Session database;
    private final DatabaseClock clock;

    Attachments(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The files of one revision, oldest first.
    @Transactional
    public List<Attachment> of(UUID request, int revision) {
        return database.createNativeQuery(COLUMNS + """
                where request_id = :request and state = 'STORED' and since_revision <= :revision
                    and (until_revision is null or until_revision >= :revision)
                order by uploaded_at, id""", Tuple.class)
                .setParameter("request", request).setParameter("revision", revision)
                .getResultList().stream().map(Attachments::attachment).toList();
    }

    /// Any file of the request that is still there, whichever revision it belongs to.
    @Transactional
    Optional<Attachment> find(UUID request, UUID file) {
        return database.createNativeQuery(COLUMNS + "where id = :file and request_id = :request and state = 'STORED'",
                Tuple.class).setParameter("file", file).setParameter("request", request)
                .getResultList().stream().findFirst().map(Attachments::attachment);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void reserve(Attachment file, UUID person) {
        database.createNativeMutationQuery("""
                insert into attachment (id, request_id, name, media_type, size, sha256, state, since_revision, uploaded_by,
                                        uploaded_at)
                values (:id, :request, :name, :type, :size, :sha256, 'STORING', :since, :person, :at)""")
                .setParameter("id", file.id()).setParameter("request", file.request()).setParameter("name", file.name())
                .setParameter("type", file.mediaType()).setParameter("size", file.size())
                .setParameter("sha256", file.sha256()).setParameter("since", file.since()).setParameter("person", person)
                .setParameter("at", file.at()).executeUpdate();
    }

    /// How many files the next revision would have, those on their way included.
    int coming(UUID request, int next) {
        return Column.of(database, """
                select count(*) from attachment where request_id = :request and state in ('STORING', 'STORED')
                    and (until_revision is null or until_revision >= :next)""", Long.class)
                .setParameter("request", request).setParameter("next", next).getSingleResult().intValue();
    }

    /// The bytes have arrived and go with this revision; false when the file was given up meanwhile.
    @Transactional(Transactional.TxType.MANDATORY)
    boolean keep(UUID file, int since) {
        return database.createNativeMutationQuery(
                "update attachment set state = 'STORED', since_revision = :since where id = :id and state = 'STORING'")
                .setParameter("since", since).setParameter("id", file).executeUpdate() == 1;
    }

    /// Takes a file out of what will be sent next. What a revision already held stays with it.
    @Transactional(Transactional.TxType.MANDATORY)
    void leaveOut(Attachment file, int revision) {
        if (file.since() > revision) {
            giveUp(file.id());
            return;
        }
        database.createNativeMutationQuery("update attachment set until_revision = :revision where id = :id")
                .setParameter("revision", revision).setParameter("id", file.id()).executeUpdate();
    }

    @Transactional
    void giveUp(UUID file) {
        database.createNativeMutationQuery("update attachment set state = 'GONE', gone_at = :now where id = :id")
                .setParameter("now", clock.now()).setParameter("id", file).executeUpdate();
    }

    /// Everything of a request: names are taken out at once, the bytes by the next clearing.
    @Transactional(Transactional.TxType.MANDATORY)
    void eraseAll(UUID request) {
        database.createNativeMutationQuery("""
                update attachment set state = 'GONE', name = 'erased', gone_at = :now where request_id = :request""")
                .setParameter("now", clock.now()).setParameter("request", request).executeUpdate();
    }

    /// The next file whose bytes have to go, held until the transaction ends.
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<Tuple> nextToClear() {
        return database.createNativeQuery("""
                select id, 'requests/' || request_id || '/' || id as key from attachment
                where state = 'GONE' or state = 'STORING' and uploaded_at < now() - interval '1 hour'
                order by uploaded_at limit 1 for update skip locked""", Tuple.class).getResultList().stream().findFirst();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void forget(UUID file) {
        database.createNativeMutationQuery("delete from attachment where id = :id").setParameter("id", file).executeUpdate();
    }

    private static Attachment attachment(Tuple row) {
        return new Attachment(row.get("id", UUID.class), row.get("request_id", UUID.class), row.get("name", String.class),
                row.get("media_type", String.class), row.get("size", Long.class), row.get("sha256", String.class),
                row.get("uploaded_at", Instant.class), row.get("since_revision", Integer.class));
    }
}
