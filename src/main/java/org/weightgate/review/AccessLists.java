package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.Person;
import org.weightgate.requests.AnswerView;
import org.weightgate.requests.Answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Who asked for a model, who has it and who does not get it, page by page for its owners' programs.
@ApplicationScoped
public class AccessLists {

    private static final String BARRED = "coalesce(g.revoke_reason, '') in ('REJECTED', 'BANNED')";
    private static final String HAS_OR_LOST_ACCESS_SINCE = """
            exists (select 1 from access_grant h where h.person_id = r.person_id and h.model_id = r.model_id
                and (h.state in ('ACTIVE', 'SUSPENDED') or (h.state = 'REVOKED' and h.state_since >= r.decided_at)))""";
    private static final String ASKS_OR_WAS_REFUSED_SINCE = """
            exists (select 1 from access_request n where n.person_id = g.person_id and n.model_id = g.model_id
                and (n.state in ('SUBMITTED', 'CHANGES_REQUESTED') or (n.state = 'REJECTED' and n.decided_at > g.state_since)))""";

    /// Which list. A paused grant waits like a request. Access that the owners rejected, or a ban ended, is among the rejected:
    /// they cannot apply again at once; whose access ended otherwise can. Whoever has access and asks to renew it is both
    /// accepted and pending.
    public enum Which {
        PENDING("r.state in ('SUBMITTED', 'CHANGES_REQUESTED')", "g.state = 'SUSPENDED' and not " + ASKS_OR_WAS_REFUSED_SINCE),
        ACCEPTED("false", "g.state = 'ACTIVE' and g.ends_at > now()"),
        REJECTED("r.state = 'REJECTED' and not " + HAS_OR_LOST_ACCESS_SINCE,
                "g.state = 'REVOKED' and " + BARRED + " and not " + ASKS_OR_WAS_REFUSED_SINCE),
        RESET("false", "g.state = 'REVOKED' and not " + BARRED + " and not " + ASKS_OR_WAS_REFUSED_SINCE);

        private final String requests;
        private final String grants;

        Which(String requests, String grants) {
            this.requests = requests;
            this.grants = grants;
        }
    }

    public record Row(UUID id, String username, String fullName, String email, Instant at, @Nullable Instant reviewedAt,
            List<AnswerView> answers) {
    }

    public record After(Instant at, UUID id) {
    }

    private static final Instant BEFORE_ALL = Instant.EPOCH;
    private static final UUID FIRST = new UUID(0, 0);

    private final Session database;
    private final Involved involved;
    private final ObjectMapper json;

    AccessLists(Session database, Involved involved, ObjectMapper json) {
        this.database = database;
        this.involved = involved;
        this.json = json;
    }

    /// Each person once, by their latest request or grant, but nothing the reader has a part in. One row more than asked for tells
    /// that there is another page.
    @Transactional
    public List<Row> page(Person reader, UUID model, Which which, Optional<After> after, int size) {
        return database
                .createNativeQuery(
                        """
                                with listed as (
                                    (select r.id, r.person_id, r.submitted_at as at, r.decided_at as reviewed_at, r.id as request_id
                                     from access_request r where r.model_id = :model and %s and (r.submitted_at, r.id) > (:at, :id)
                                        and r.id <> all(cast(:parts as uuid[]))
                                        and not exists (select 1 from access_request n where n.person_id = r.person_id
                                            and n.model_id = r.model_id and n.state <> 'DRAFT' and (n.created_at, n.id) > (r.created_at, r.id))
                                     order by r.submitted_at, r.id limit :size)
                                    union all
                                    (select g.id, g.person_id, g.starts_at, g.state_since, g.origin
                                     from access_grant g where g.model_id = :model and %s and (g.starts_at, g.id) > (:at, :id)
                                        and g.origin <> all(cast(:parts as uuid[]))
                                        and not exists (select 1 from access_grant n where n.person_id = g.person_id
                                            and n.model_id = g.model_id and n.state <> 'SUPERSEDED' and (n.starts_at, n.id) > (g.starts_at, g.id))
                                     order by g.starts_at, g.id limit :size))
                                select l.id, p.username, p.display_name, p.email, l.at, l.reviewed_at, cast(v.answers as text) as answers
                                from listed l join person p on p.id = l.person_id
                                left join access_request q on q.id = l.request_id and q.person_id = l.person_id
                                left join request_revision v on v.request_id = q.id and v.number = q.revision
                                order by l.at, l.id limit :size"""
                                .formatted(which.requests, which.grants),
                        Tuple.class)
                .setParameter("model", model).setParameter("at", after.map(After::at).orElse(BEFORE_ALL))
                .setParameter("parts", involved.parts(reader).stream().map(UUID::toString).toArray(String[]::new))
                .setParameter("id", after.map(After::id).orElse(FIRST)).setParameter("size", size + 1)
                .getResultList().stream().map(this::row).toList();
    }

    private Row row(Tuple row) {
        return new Row(row.get("id", UUID.class), row.get("username", String.class), row.get("display_name", String.class),
                row.get("email", String.class), row.get("at", Instant.class), row.get("reviewed_at", Instant.class),
                answers(row.get("answers", String.class)));
    }

    private List<AnswerView> answers(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        try {
            return AnswerView.of(new Answers(json.readValue(text, new TypeReference<Map<String, String>>() {
            })));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored answers are not a map of texts", e);
        }
    }
}
