package org.weightgate.review;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Locale;

/// Addresses of the queue's pages.
final class QueueLink {

    private QueueLink() {
    }

    static String to(Tray tray, String model, String words) {
        return "/review?view=" + tray.name().toLowerCase(Locale.ROOT)
                + (model.isEmpty() ? "" : "&model=" + encoded(model)) + (words.isEmpty() ? "" : "&q=" + encoded(words));
    }

    static String after(String link, String cursor) {
        return link + "&after=" + encoded(cursor);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
