package org.weightgate.people;

import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An address as bans compare it; the database computes the same in `person.mail_key` and `person.mail_domain`.
///
/// @param key    lower case, without a tag behind a plus, without Gmail's dots
/// @param domain in ASCII, lower case
record MailKey(String key, String domain) {

    private static final Set<String> DOTS_DO_NOT_COUNT = Set.of("gmail.com", "googlemail.com");
    private static final Pattern DOMAIN = Pattern
            .compile("(?=.{3,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    static MailKey of(String address) {
        int at = address.lastIndexOf('@');
        String domain = asciiDomain(address.substring(at + 1));
        String local = Normalizer.normalize(address.substring(0, Math.max(at, 0)), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT).replaceFirst("(?s)\\+.*$", "");
        return DOTS_DO_NOT_COUNT.contains(domain) ? new MailKey(local.replace(".", "") + "@gmail.com", domain)
                : new MailKey(local + "@" + domain, domain);
    }

    static Optional<MailKey> typed(String text) {
        String address = text.strip();
        int at = address.lastIndexOf('@');
        boolean plain = at > 0 && address.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return Optional.of(address).filter(_ -> plain && domain(address.substring(at + 1)).isPresent())
                .map(MailKey::of);
    }

    /// A domain somebody typed, perhaps as `@example.org`, `*.example.org`, in capitals or in another script.
    static Optional<String> domain(String typed) {
        String domain = asciiDomain(typed.strip().replaceFirst("^(\\*\\.|@)", ""));
        return DOMAIN.matcher(domain).matches() ? Optional.of(domain) : Optional.empty();
    }

    /// The address with its domain in ASCII, as it is stored: what looks alike then reads differently.
    static String canonical(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at + 1) + asciiDomain(address.substring(at + 1));
    }

    /// The domain and everything above it: a ban on any of them meets the address.
    List<String> domains() {
        var domains = new ArrayList<String>();
        for (String rest = domain; !rest.isEmpty();) {
            domains.add(rest);
            int dot = rest.indexOf('.');
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        return List.copyOf(domains);
    }

    private static String asciiDomain(String domain) {
        String plain = domain;
        try {
            plain = IDN.toASCII(domain);
        } catch (IllegalArgumentException _) {
            // no domain of the Internet: compared as it is
        }
        return plain.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    }
}
