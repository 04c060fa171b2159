package org.weightgate.people;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What the identity provider says about a person right now.
record Profile(String issuer, String subject, String username, String displayName, String email, boolean emailVerified,
        List<String> realmRoles) {

    private static final int LONGEST = 200;

    Profile {
        if (issuer.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("a person needs an issuer and a subject");
        }
        email = MailKey.canonical(email);
        username = oneLine(username);
        displayName = displayName.isBlank() ? username : oneLine(displayName);
        realmRoles = List.copyOf(realmRoles);
    }

    /// Only the roles we know are kept, in their declared order.
    static List<String> known(Collection<String> roles) {
        var known = new ArrayList<String>();
        for (RealmRole role : RealmRole.values()) {
            if (roles.contains(role.realmName())) {
                known.add(role.realmName());
            }
        }
        return List.copyOf(known);
    }

    /// Names reach pages and mail headers: no line breaks, no control or direction characters.
    static String oneLine(String text) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
    }
}
