package org.weightgate.people;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Whom a ban names, ready to be compared.
///
/// @param value  what is compared
/// @param person the account, when the ban is on one
/// @param shown  what the list of bans says
public record BanSubject(BanKind kind, String value, @Nullable UUID person, String shown) {

    private static final int LONGEST = 400;

    public static BanSubject of(Person person) {
        return new BanSubject(BanKind.PERSON, MailKey.of(person.email()).key(), person.id(),
                person.displayName() + " (" + person.username() + ")");
    }

    public BanSubject shownAs(String words) {
        return new BanSubject(kind, value, person, words);
    }

    /// What somebody typed, for every kind but a person.
    public static Optional<BanSubject> typed(BanKind kind, String text) {
        if (text.strip().length() > LONGEST) {
            return Optional.empty();
        }
        return switch (kind) {
            case PERSON -> Optional.empty();
            case ADDRESS -> MailKey.typed(text).map(address -> new BanSubject(kind, address.key(), null,
                    MailKey.canonical(text.strip())));
            case DOMAIN -> MailKey.domain(text).map(domain -> new BanSubject(kind, domain, null, domain));
            case ORGANISATION -> Optional.of(Organisation.key(text)).filter(key -> !key.isEmpty())
                    .map(key -> new BanSubject(kind, key, null, Profile.oneLine(text)));
        };
    }
}
