package org.weightgate.people;

import jakarta.ws.rs.core.NewCookie;

/// A word on the front page to somebody whose data was erased a moment ago. They are nobody any more, and come back from
/// signing out elsewhere: a cookie that says nothing else carries it.
public final class Farewell {

    public static final String COOKIE = "weightgate_erased";
    private static final int SECONDS = 300;

    private Farewell() {
    }

    static NewCookie said() {
        return cookie("yes", SECONDS);
    }

    /// Once it was read.
    public static NewCookie over() {
        return cookie("", 0);
    }

    private static NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(COOKIE).value(value).path("/").maxAge(seconds).httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX).build();
    }
}
