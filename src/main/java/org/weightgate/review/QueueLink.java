package org.weightgate.review;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.UUID;

import jakarta.ws.rs.core.MultivaluedMap;

/// Addresses of the queue's pages.
final class QueueLink {

    private QueueLink() {
    }

    static String to(Tray tray, String model, String words) {
        return "/review" + query(tray, model, words);
    }

    static String query(Tray tray, String model, String words) {
        return "?view=" + tray.name().toLowerCase(Locale.ROOT)
                + (model.isEmpty() ? "" : "&model=" + encoded(model)) + (words.isEmpty() ? "" : "&q=" + encoded(words));
    }

    /// A request's desk again, in the view a form of it carries.
    static URI desk(UUID request, MultivaluedMap<String, String> fields, String place) {
        return URI.create("/review/" + request + DeskAnswers.from(new DecisionForm(fields).from()).query() + place);
    }

    static String after(String link, String cursor) {
        return link + "&after=" + encoded(cursor);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
