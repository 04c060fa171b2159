package org.weightgate.people;

import java.util.UUID;

/// What a ban does in a room above, inside the ban's own transaction, for each person it meets.
public interface BanEffect {

    void banned(Person person, UUID actor);
}
