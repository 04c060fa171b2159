package org.weightgate.local;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One mail as a person reads it.
record ReceivedMail(String id, String to, String from, String subject, Instant sent, String text, String html,
        String messageId) {
    static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']+[^\\s<>\"'.,;:!?)\\]]");

    List<String> links() {
        return LINK.matcher(text.isEmpty() ? html.replace("&amp;", "&") : text).results().map(match -> match.group())
                .distinct().toList();
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("to", to);
        json.put("from", from);
        json.put("subject", subject);
        json.put("sent", sent.toString());
        json.put("messageId", messageId);
        json.put("text", text);
        json.put("html", html);
        json.put("links", links());
        return json;
    }
}
