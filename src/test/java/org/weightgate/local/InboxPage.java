package org.weightgate.local;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/// The inbox as HTML. Everything that came by mail is escaped; a mail's own HTML is only ever shown in a sandbox.
final class InboxPage {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("d MMMM, HH:mm:ss", Locale.ENGLISH)
            .withZone(ZoneId.systemDefault());

    static final String STYLE = """
            :root { color-scheme: light dark; --line: #d5d9e0; --soft: #566070; --accent: #1d4fc4 }
            @media (prefers-color-scheme: dark) { :root { --line: #3a4250; --soft: #a9b3c2; --accent: #9dbcff } }
            * { box-sizing: border-box }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 16px; max-width: 60rem }
            h1 { font-size: 1.5rem; margin: 0 0 8px; overflow-wrap: anywhere }
            a { color: var(--accent) }
            a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
            p, dl { margin: 0 0 16px }
            ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line) }
            li { border-bottom: 1px solid var(--line); padding: 12px 0; overflow-wrap: anywhere }
            small, dt { color: var(--soft); font-size: .875rem }
            li small { display: block }
            dd { margin: 0 0 4px; overflow-wrap: anywhere }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid var(--line);
              border-radius: 8px; padding: 16px; margin: 0 0 16px }
            iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: 8px; background: #fff;
              color-scheme: only light }
            """;

    private InboxPage() {
    }

    static String list(List<ReceivedMail> mails) {
        var body = new StringBuilder("<h1>Mails</h1><p>Everything Weightgate and Keycloak sent since they were started; "
                + "nothing leaves this machine. <a href=\"/\">Look again</a></p>");
        if (mails.isEmpty()) {
            return page("Mails", body.append("<p>No mail yet. Register, or send an application, and look again.</p>"));
        }
        body.append("<ul>");
        for (ReceivedMail mail : mails) {
            body.append("<li><a href=\"/mails/").append(escape(URLEncoder.encode(mail.id(), StandardCharsets.UTF_8)))
                    .append("\">").append(escape(subject(mail))).append("</a><small>to ").append(escape(mail.to()))
                    .append(", ").append(escape(CLOCK.format(mail.sent()))).append("</small></li>");
        }
        return page("Mails", body.append("</ul>"));
    }

    static String one(ReceivedMail mail) {
        var body = new StringBuilder("<p><a href=\"/\">All mails</a></p><h1>").append(escape(subject(mail)))
                .append("</h1><dl><dt>To</dt><dd>").append(escape(mail.to())).append("</dd><dt>From</dt><dd>")
                .append(escape(mail.from())).append("</dd><dt>Sent</dt><dd>").append(escape(CLOCK.format(mail.sent())))
                .append("</dd></dl>");
        if (!mail.text().isBlank()) {
            body.append("<pre>").append(linked(mail.text())).append("</pre>");
        }
        if (!mail.html().isBlank()) {
            body.append("<h2>As HTML</h2><iframe title=\"The mail as HTML\" sandbox=\"allow-popups "
                    + "allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\" src=\"/mails/")
                    .append(escape(URLEncoder.encode(mail.id(), StandardCharsets.UTF_8))).append("/html\"></iframe>");
        }
        return page(subject(mail), body);
    }

    /// The mail's own HTML, for the sandboxed frame; its links open in the whole window.
    static String body(ReceivedMail mail) {
        return "<!doctype html><meta name=\"color-scheme\" content=\"only light\"><base target=\"_top\">" + mail.html();
    }

    static String problem(String sentence) {
        return page("Mails", new StringBuilder("<h1>Mails</h1><p>").append(escape(sentence))
                .append("</p><p><a href=\"/\">All mails</a></p>"));
    }

    static String linked(String text) {
        var out = new StringBuilder();
        Matcher links = ReceivedMail.LINK.matcher(text);
        int from = 0;
        while (links.find()) {
            String link = escape(links.group());
            out.append(escape(text.substring(from, links.start()))).append("<a href=\"").append(link).append("\">")
                    .append(link).append("</a>");
            from = links.end();
        }
        return out.append(escape(text.substring(from))).toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String subject(ReceivedMail mail) {
        return mail.subject().isBlank() ? "(no subject)" : mail.subject();
    }

    private static String page(String title, StringBuilder body) {
        return """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="stylesheet" href="/inbox.css"></head><body><main>%s</main></body></html>
                """.formatted(escape(title), body);
    }
}
