package org.weightgate.review;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.review.QueueFilter.Reviewed;

/// What stands out about the rows of one page, read for all of them at once.
@ApplicationScoped
class Chips {

    private final Session database;

    Chips(Session database) {
        this.database = database;
    }

    /// @param models the only models whose requests may be counted
    /// @param hidden those the reader has a part in, which are not
    Map<UUID, List<Chip>> of(List<QueueRow> rows, List<Reviewed> models, List<UUID> hidden) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        var chips = new HashMap<UUID, List<Chip>>();
        for (Tuple row : facts(rows, models, hidden)) {
            chips.put(row.get("request_id", UUID.class), chips(row));
        }
        return chips;
    }

    private List<Tuple> facts(List<QueueRow> rows, List<Reviewed> models, List<UUID> hidden) {
        return database
                .createNativeQuery(
                        """
                                select q.request_id, p.email_verified, p.erased_at is not null and p.email = '' as erased, q.approvals, q.state,
                                    (select count(*)::int from queue_entry e
                                     where e.person_id = q.person_id and e.request_id <> q.request_id and e.request_id <> all(hidden)
                                       and e.model_id = any(cast(:models as uuid[]))) as earlier,
                                    (select count(*)::int from queue_entry e
                                     where e.person_id = q.person_id and e.request_id <> q.request_id and e.request_id <> all(hidden) and e.state = 'REJECTED'
                                       and e.model_id = any(cast(:models as uuid[]))) as rejected,
                                    v.terms_version < (select max(t.version) from terms_version t where t.model_id = q.model_id) as old_terms,
                                    (select count(*)::int from message m
                                     where m.request_id = q.request_id and m.from_applicant and m.at > coalesce(
                                         (select max(a.at) from message a
                                          where a.request_id = q.request_id and not a.from_applicant and a.visibility = 'APPLICANT'),
                                         '-infinity')) as unanswered,
                                    (select count(*)::int from attachment a
                                     where a.request_id = q.request_id and a.state = 'STORED' and a.since_revision <= q.revision
                                       and (a.until_revision is null or a.until_revision >= q.revision)) as files,
                                    (select r.held_ends_at is not null from access_request r where r.id = q.request_id) as held,
                                    (select count(*)::int from member m where m.request_id = q.request_id and m.state = 'INVITED') as invited,
                                    (select max(r.state) from referee_invitation r
                                     where r.request_id = q.request_id and r.revision = q.revision and r.state <> 'VOID') as referee
                                from queue_entry q join person p on p.id = q.person_id
                                join request_revision v on v.request_id = q.request_id and v.number = q.revision
                                    cross join (select cast(:hidden as uuid[]) as hidden) own
                                where q.request_id = any(cast(:ids as uuid[]))""",
                        Tuple.class)
                .setParameter("models", models.stream().map(model -> model.model().toString()).toArray(String[]::new))
                .setParameter("hidden", hidden.stream().map(UUID::toString).toArray(String[]::new))
                .setParameter("ids", rows.stream().map(row -> row.id().toString()).toArray(String[]::new)).getResultList();
    }

    private static List<Chip> chips(Tuple row) {
        var chips = new ArrayList<Chip>();
        if (row.get("held", Boolean.class)) {
            chips.add(new Chip("decided, can still be undone", "good"));
        }
        boolean waiting = row.get("state", String.class).equals("SUBMITTED");
        count(chips, waiting ? row.get("approvals", Integer.class) : 0, "approval", "good");
        count(chips, row.get("erased", Boolean.class) ? 0 : row.get("unanswered", Integer.class), "unanswered message", "you");
        count(chips, row.get("earlier", Integer.class) - row.get("rejected", Integer.class), "other request", "waiting");
        count(chips, row.get("rejected", Integer.class), "earlier rejection", "bad");
        if (row.get("erased", Boolean.class)) {
            chips.add(new Chip("erased", "ended"));
        } else if (!row.get("email_verified", Boolean.class)) {
            chips.add(new Chip("address not confirmed", "you"));
        }
        if (waiting && row.get("old_terms", Boolean.class)) {
            chips.add(new Chip("older terms", "you"));
        }
        count(chips, row.get("files", Integer.class), "file", "ended");
        count(chips, waiting ? row.get("invited", Integer.class) : 0, "member missing", "members missing", "you");
        referee(row.get("referee", String.class)).ifPresent(chips::add);
        return List.copyOf(chips);
    }

    private static Optional<Chip> referee(@Nullable String state) {
        if (state == null) {
            return Optional.empty();
        }
        return Optional.of(switch (state) {
            case "CONFIRMED" -> new Chip("referee confirmed", "good");
            case "DECLINED" -> new Chip("referee declined", "bad");
            default -> new Chip("referee not answered", "you");
        });
    }

    private static void count(List<Chip> chips, int number, String what, String tone) {
        count(chips, number, what, what + "s", tone);
    }

    private static void count(List<Chip> chips, int number, String one, String more, String tone) {
        if (number > 0) {
            chips.add(new Chip(number + " " + (number == 1 ? one : more), tone));
        }
    }
}
