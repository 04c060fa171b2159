package org.weightgate.people;

/// Tells somebody who lost something by a ban that it was lifted.
public interface BanLifting {

    /// In the caller's transaction.
    void tell(Person person, Ban ban);
}
