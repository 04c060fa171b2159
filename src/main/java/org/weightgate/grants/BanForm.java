package org.weightgate.grants;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.MultivaluedMap;

import org.weightgate.people.BanKind;
import org.weightgate.web.FormFields;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// The form that bans somebody, as typed. `until` is the last day it holds.
record BanForm(String kind, String who, String reason, String until, List<FieldError> errors) {

    static final int LONGEST_REASON = 1000;
    private static final int LAST_YEAR = 9999;
    /// Each line break may come as two characters, with blanks around it that are not kept.
    private static final int LONGEST_RAW = 4 * LONGEST_REASON;
    static final BanForm EMPTY = new BanForm(BanKind.PERSON.word(), "", "", "", List.of());

    static BanForm typed(MultivaluedMap<String, String> fields) {
        return new BanForm(FormFields.text(fields, "kind"), FormFields.text(fields, "who"), FormFields.text(fields, "reason"),
                FormFields.text(fields, "until").strip(),
                List.of());
    }

    /// What stopped it, and with it what else is not right yet.
    BanForm with(BanRefusedException refused, Instant now) {
        var wrong = new ArrayList<FieldError>();
        wrong.add(new FieldError(refused.field(), String.valueOf(refused.getMessage())));
        for (Consumer<BanForm> check : List.<Consumer<BanForm>> of(BanForm::kindOrRefuse, BanForm::whoOrRefuse,
                BanForm::reasonOrRefuse,
                form -> form.untilOrRefuse(now))) {
            try {
                check.accept(this);
            } catch (BanRefusedException other) {
                if (!other.field().equals(refused.field())) {
                    wrong.add(new FieldError(other.field(), String.valueOf(other.getMessage())));
                }
            }
        }
        return new BanForm(kind, who, reason, until, List.copyOf(wrong));
    }

    BanKind kindOrRefuse() {
        return BanKind.of(kind).orElseThrow(() -> new BanRefusedException("kind", "Choose what to ban."));
    }

    String whoOrRefuse() {
        if (who.isBlank()) {
            throw nobody(BanKind.of(kind).orElse(BanKind.ORGANISATION));
        }
        return who;
    }

    static BanRefusedException nobody(BanKind kind) {
        return new BanRefusedException("who", switch (kind) {
            case PERSON -> "Write the user name of the person to ban.";
            case ORGANISATION -> "Write whom to ban.";
            case ADDRESS -> "Write an address, for example name@example.org.";
            case DOMAIN -> "Write a domain with at least one dot, for example example.org.";
        });
    }

    String reasonOrRefuse() {
        String text = reason.length() > LONGEST_RAW ? "" : readable(reason);
        if (text.isEmpty() || text.length() > LONGEST_REASON) {
            throw new BanRefusedException("reason",
                    "Write why, in 1 to " + LONGEST_REASON + " characters: those it meets read it.");
        }
        return text;
    }

    private static String readable(String typed) {
        return PlainText.lines(typed.replace('\t', ' ')).lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    Optional<Instant> untilOrRefuse(Instant now) {
        if (until.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate last = LocalDate.parse(until);
            Instant end = last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (last.getYear() > LAST_YEAR) {
                throw new DateTimeException("PostgreSQL knows no such day");
            }
            if (end.isAfter(now)) {
                return Optional.of(end);
            }
        } catch (DateTimeException _) {
            throw new BanRefusedException("until", "Write the day as year-month-day, for example 2027-01-31.");
        }
        throw new BanRefusedException("until", "Choose a day that is not over, or none for a ban without an end.");
    }

    public List<BanKind> kinds() {
        return List.of(BanKind.values());
    }
}
