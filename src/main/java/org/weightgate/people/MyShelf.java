package org.weightgate.people;

import java.time.Instant;
import java.util.List;

/// One part of a person's own page: what one room has for them, newest first.
public interface MyShelf {

    int order();

    Part of(Person person);

    /// One kind of thing on the page.
    ///
    /// @param empty what to do while there is nothing, with where to do it; without it an empty part is not shown
    record Part(String id, String title, List<Row> rows, String empty, String emptyLabel, String emptyPath, String morePath) {

        boolean isShown() {
            return !rows.isEmpty() || !empty.isEmpty();
        }
    }

    /// One thing, with how it stands.
    ///
    /// @param again where a `POST` sends it once more, empty when that cannot be asked for
    record Row(String title, String path, String tone, String word, String detail, Instant at, String again) {
    }
}
