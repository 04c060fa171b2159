package org.weightgate.people;

/// A device waits, its person answers, the token is fetched once.
enum DeviceState {
    WAITING,
    ALLOWED,
    DENIED,
    USED
}
