package org.weightgate.grants;

import java.security.SecureRandom;

/// A grant's name for people: short, hard to misread, telling nothing.
final class GrantReference {

    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private GrantReference() {
    }

    static String next() {
        StringBuilder reference = new StringBuilder("G-");
        RANDOM.ints(LENGTH, 0, LETTERS.length()).forEach(i -> reference.append(LETTERS.charAt(i)));
        return reference.toString();
    }
}
