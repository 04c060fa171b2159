package org.weightgate.requests;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

import org.weightgate.web.PlainText;

/// Addresses an applicant gives: read by people, never opened by us.
final class Links {

    static final int MOST = 5;
    static final int LONGEST = 500;

    private Links() {
    }

    static List<String> split(String typed) {
        return PlainText.lines(typed).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    static Optional<String> problemWith(List<String> links) {
        if (links.size() > MOST) {
            return Optional.of("Give at most " + MOST + " links; these are " + links.size() + ".");
        }
        Optional<String> tooLong = links.stream().filter(link -> link.length() > LONGEST).findFirst();
        if (tooLong.isPresent()) {
            return tooLong.map(link -> "“" + shortened(link) + "” is too long: " + LONGEST + " characters are the most.");
        }
        return links.stream().filter(link -> !isWebAddress(link)).findFirst().map(link -> "“" + shortened(link)
                + "” is not a web address. Write it in full, for example https://example.org/paper.");
    }

    static boolean isWebAddress(String link) {
        if (link.length() > LONGEST) {
            return false;
        }
        try {
            var uri = new URI(link);
            String scheme = uri.getScheme();
            return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme)) && uri.getHost() != null
                    && uri.getHost().contains(".") && uri.getUserInfo() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String shortened(String link) {
        return link.length() <= 60 ? link : link.substring(0, link.offsetByCodePoints(0, 40)) + "…";
    }
}
