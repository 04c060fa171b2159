package org.weightgate.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// The mail sink's mails on a page, and as JSON under `/api/mails`.
final class Inbox implements AutoCloseable {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";
    private static final String MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox "
            + "allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final String sink;
    private final HttpServer server;

    private Inbox(String sink, HttpServer server) {
        this.sink = sink;
        this.server = server;
    }

    static Inbox start(String sink, int port) throws IOException {
        var inbox = new Inbox(sink, HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0));
        inbox.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        inbox.server.createContext("/", inbox::handle);
        inbox.server.start();
        return inbox;
    }

    /// Newest first. A mail to several people is there once for each of them.
    List<ReceivedMail> mails() throws IOException, InterruptedException {
        var mails = new ArrayList<ReceivedMail>();
        for (var user : Json.list(fetch("/api/user"))) {
            mails.addAll(of(String.valueOf(user.get("email"))));
        }
        return newestFirst(mails);
    }

    /// One person's mails, newest first; asking for them costs the same however many others there are.
    List<ReceivedMail> mails(String email) throws IOException, InterruptedException {
        return newestFirst(of(email.toLowerCase(Locale.ROOT)));
    }

    private List<ReceivedMail> of(String email) throws IOException, InterruptedException {
        String path = "/api/user/" + URLEncoder.encode(email, StandardCharsets.UTF_8) + "/messages";
        HttpResponse<String> answer = Web.get(sink + path);
        if (answer.statusCode() == 400 || answer.statusCode() == 404) {
            return new ArrayList<>();
        }
        var mails = new ArrayList<ReceivedMail>();
        for (var message : Json.list(body(answer))) {
            mails.add(mail(email, String.valueOf(message.get("uid")), String.valueOf(message.get("mimeMessage"))));
        }
        return mails;
    }

    private static List<ReceivedMail> newestFirst(List<ReceivedMail> mails) {
        mails.sort(Comparator.comparing(ReceivedMail::sent).thenComparing(ReceivedMail::id).reversed());
        return mails;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static ReceivedMail mail(String email, String uid, String source) {
        var mime = MimeText.of(source);
        return new ReceivedMail(email + "-" + uid, email, mime.header("from"), mime.header("subject"),
                sent(mime.header("date")), mime.text(), mime.html(), mime.header("message-id"));
    }

    private static Instant sent(String date) {
        try {
            return ZonedDateTime.parse(date.replaceAll("\\s*\\(.*\\)$", ""), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }

    private String fetch(String path) throws IOException, InterruptedException {
        return body(Web.get(sink + path));
    }

    private static String body(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("the mail sink answered " + answer.statusCode());
        }
        return answer.body();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, HTML, PAGE_POLICY, InboxPage.problem("This page can only be read."));
                return;
            }
            answer(exchange, exchange.getRequestURI().getPath());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (exchange.getResponseCode() < 0) {
                send(exchange, 502, HTML, PAGE_POLICY, InboxPage.problem("The mail sink does not answer."));
            }
            throw e;
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (path.equals("/inbox.css")) {
            send(exchange, 200, "text/css; charset=utf-8", PAGE_POLICY, InboxPage.STYLE);
        } else if (path.equals("/api/mails")) {
            String query = exchange.getRequestURI().getQuery();
            var wanted = query != null && query.startsWith("to=") ? mails(query.substring(3)) : mails();
            var json = wanted.stream().map(ReceivedMail::json).toList();
            send(exchange, 200, "application/json", PAGE_POLICY, Json.write(json));
        } else if (path.equals("/")) {
            send(exchange, 200, HTML, PAGE_POLICY, InboxPage.list(mails()));
        } else {
            boolean body = path.endsWith("/html");
            Optional<ReceivedMail> mail = find(path.replaceFirst("^/mails/", "").replaceFirst("/html$", ""));
            if (mail.isEmpty()) {
                send(exchange, 404, HTML, PAGE_POLICY, InboxPage.problem("There is no such mail."));
            } else if (body) {
                send(exchange, 200, HTML, MAIL_POLICY, InboxPage.body(mail.get()));
            } else {
                send(exchange, 200, HTML, PAGE_POLICY, InboxPage.one(mail.get()));
            }
        }
    }

    private Optional<ReceivedMail> find(String id) throws IOException, InterruptedException {
        return mails().stream().filter(mail -> mail.id().equals(id)).findFirst();
    }

    private static void send(HttpExchange exchange, int status, String type, String policy, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
