package org.weightgate.people;

import java.util.List;

/// What nobody would look after any more if a person erased their account, as a higher room knows it.
public interface LeftBehind {

    /// In the caller's transaction, until whose end the answer stays true.
    List<Duty> by(Person person);

    /// One thing that is left.
    ///
    /// @param page where it is handed over
    record Duty(String name, String page) {
    }
}
