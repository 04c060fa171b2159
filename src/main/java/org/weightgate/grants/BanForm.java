package org.weightgate.grants;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.BanKind;

/// The form that bans somebody, as typed. `until` is the last day it holds.
record BanForm(String kind, String who, String reason, String until, List<Wrong> errors) {

    static final int LONGEST_REASON = 1000;
    static final BanForm EMPTY = new BanForm(BanKind.PERSON.word(), "", "", "", List.of());

    record Wrong(String field, String message) {
    }

    static BanForm typed(MultivaluedMap<String, String> fields) {
        return new BanForm(text(fields, "kind"), text(fields, "who"), text(fields, "reason"), text(fields, "until").strip(),
                List.of());
    }

    BanForm with(BanRefusedException refused) {
        return new BanForm(kind, who, reason, until, List.of(new Wrong(refused.field(), String.valueOf(refused.getMessage()))));
    }

    BanKind kindOrRefuse() {
        return BanKind.of(kind).orElseThrow(() -> new BanRefusedException("kind", "Choose what to ban."));
    }

    String reasonOrRefuse() {
        String text = reason.strip();
        if (text.isEmpty() || text.length() > LONGEST_REASON) {
            throw new BanRefusedException("reason",
                    "Write why, in 1 to " + LONGEST_REASON + " characters: those it meets read it.");
        }
        return text;
    }

    Optional<Instant> untilOrRefuse(Instant now) {
        if (until.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant end = LocalDate.parse(until).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (end.isAfter(now)) {
                return Optional.of(end);
            }
        } catch (DateTimeException _) {
            throw new BanRefusedException("until", "Write the day as year-month-day, for example 2027-01-31.");
        }
        throw new BanRefusedException("until", "Choose a day that is not over, or none for a ban without an end.");
    }

    public @Nullable String error(String field) {
        return errors.stream().filter(wrong -> wrong.field().equals(field)).map(Wrong::message).findFirst().orElse(null);
    }

    public List<BanKind> kinds() {
        return List.of(BanKind.values());
    }

    private static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value;
    }
}
