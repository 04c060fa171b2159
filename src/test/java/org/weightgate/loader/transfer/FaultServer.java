package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/// A portal and an object store over real HTTP that misbehave when told to.
final class FaultServer implements AutoCloseable {

    static final String TOKEN = "hf_0123456789012345678901234567890123456789";

    /// What to do with the next request for a chunk of the big file.
    enum Fault {
        CORRUPT,
        SHORT,
        CUT,
        WHOLE_FILE,
        WEB_PAGE,
        WRONG_RANGE,
        BUSY,
        EXPIRED,
        REDIRECT,
        COMPRESSED,
        STALL,
        TRICKLE
    }

    final TinyRelease release;
    final Queue<Fault> faults = new ArrayDeque<>();
    final List<String> tokensAtTheStore = Collections.synchronizedList(new ArrayList<>());
    final List<String> fetched = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger tickets = new AtomicInteger();
    final AtomicInteger ticketsAsked = new AtomicInteger();
    final Map<String, byte[]> uploaded = Collections.synchronizedMap(new HashMap<>());
    final AtomicInteger plans = new AtomicInteger();
    final AtomicInteger puts = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger mostPutsAtOnce = new AtomicInteger();
    volatile int putsPerPlan = Integer.MAX_VALUE;
    volatile int plansUntilStored = Integer.MAX_VALUE;
    volatile int statusOfUsedUpPlan = 403;
    /// How many questions about uploads are asked of a portal that is not there.
    final AtomicInteger uploadsUnanswered = new AtomicInteger();
    /// How many after the store got its first bytes.
    volatile int uploadsUnansweredOnceSent;
    volatile int ticketStatus = 200;
    /// Of a portal that gives tickets but cannot be asked whether it would; 0 when it can.
    volatile int statusOfAsking;
    volatile String refusal = "";
    volatile String detail = "You may not. Apply at the portal.";
    volatile String addressOfBig = "";
    /// Where files are to be sent; empty: here.
    volatile String addressOfUploads = "";
    volatile Optional<String> checksum = Optional.empty();
    volatile int oldestGoodTicket;
    /// After the first one: how many are asked for of a portal that is not there.
    final AtomicInteger ticketsUnanswered = new AtomicInteger();
    volatile Duration ticketLife = Duration.ofHours(1);
    volatile Duration delay = Duration.ZERO;
    volatile boolean trickledToTheEnd;
    volatile byte[] signature;
    volatile byte[] manifest;

    private final Map<String, String> etags = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> putsOfPlan = new ConcurrentHashMap<>();
    private final AtomicInteger putsNow = new AtomicInteger();
    private final HttpServer server;
    private final String portalBase;
    private final String storeBase;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FaultServer(TinyRelease release) throws IOException {
        this(release, HttpServer.create(), "", "");
    }

    /// Speaks TLS, as these hosts; somebody in front of it has to know where they are.
    static FaultServer tls(TinyRelease release, SSLContext keys, String portal, String store) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(keys));
        return new FaultServer(release, server, "https://" + portal, "https://" + store);
    }

    private FaultServer(TinyRelease release, HttpServer server, String portalBase, String storeBase) throws IOException {
        this.release = release;
        this.server = server;
        signature = release.signature;
        manifest = release.manifestBytes;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.portalBase = portalBase.isEmpty() ? "http://127.0.0.1:" + port() : portalBase;
        this.storeBase = storeBase.isEmpty() ? "http://127.0.0.1:" + port() : storeBase;
        server.setExecutor(threads);
        server.createContext("/api/", exchange -> answer(exchange, this::portal));
        server.createContext("/blob/", exchange -> answer(exchange, this::store));
        server.createContext("/elsewhere", exchange -> answer(exchange, this::strayed));
        server.start();
    }

    PortalAddress address() throws InvalidAddressException {
        return PortalAddress.parse(portalBase);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void answer(HttpExchange exchange, Handler handler) {
        try (exchange) {
            handler.handle(exchange);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void portal(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/signature")) {
            send(exchange, 200, "application/json", signature);
        } else if (path.endsWith("/manifest")) {
            send(exchange, 200, "application/json", manifest);
        } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            problem(exchange, 401, "signed-out", "Sign in.");
        } else if (path.endsWith("/tickets")) {
            ticket(exchange);
        } else if (path.contains("/uploads") && uploadsUnanswered.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.close();
        } else if (path.endsWith("/uploads/complete")) {
            completed.incrementAndGet();
            send(exchange, 200, "application/json", new byte[] { '{', '}' });
        } else if (path.endsWith("/uploads")) {
            uploadPlan(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        } else if (path.endsWith("/releases")) {
            List<Map<String, Object>> uploads = new ArrayList<>();
            for (FileEntry file : release.manifest.files()) {
                uploads.add(Map.of("path", file.path(), "sha256", file.sha256().hex(), "size", file.size(), "missing",
                        !uploaded.containsKey(file.path()) || uploaded.get(file.path()).length != file.size()));
            }
            json(exchange, 201, Map.of("version", "1.0", "state", "DRAFT", "uploads", uploads));
        } else {
            problem(exchange, 404, "not-found", "No such thing.");
        }
    }

    private void ticket(HttpExchange exchange) throws IOException {
        ticketsAsked.incrementAndGet();
        if (statusOfAsking != 0 && exchange.getRequestMethod().equals("GET")) {
            send(exchange, statusOfAsking, "text/plain", new byte[0]);
            return;
        }
        if (tickets.get() > 0 && ticketsUnanswered.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.close();
            return;
        }
        if (ticketStatus != 200) {
            problem(exchange, ticketStatus, refusal, detail);
            return;
        }
        int number = tickets.incrementAndGet();
        List<Map<String, Object>> files = new ArrayList<>();
        for (FileEntry file : release.manifest.files()) {
            boolean isOther = file.path().equals(TinyRelease.BIG) && !addressOfBig.isEmpty();
            files.add(Map.of("path", file.path(), "url",
                    isOther ? addressOfBig : storeBase + "/blob/" + file.path() + "?ticket=" + number, "size",
                    file.size(),
                    "sha256", file.sha256().hex(), "expiresAt", Instant.now().plus(ticketLife).toString()));
        }
        json(exchange, 200, Map.of("files", files));
    }

    private void uploadPlan(HttpExchange exchange, String body) throws IOException {
        String path = body.replaceFirst(".*\"path\":\"([^\"]+)\".*", "$1");
        long size = release.manifest.file(path).orElseThrow().size();
        int number = plans.incrementAndGet();
        if (number > plansUntilStored) {
            problem(exchange, 409, "already-stored", path + " is stored already.");
            return;
        }
        putsOfPlan.put(number, new AtomicInteger());
        List<Map<String, Object>> parts = new ArrayList<>();
        for (long offset = 0; offset < Math.max(1, size); offset += TinyRelease.CHUNK) {
            String etag = etags.get(path + ":" + offset);
            var part = new HashMap<String, Object>(Map.of("number", parts.size() + 1, etag == null ? "url" : "etag",
                    etag == null
                            ? (addressOfUploads.isEmpty() ? storeBase : addressOfUploads) + "/blob/" + path + "?plan=" + number
                                    + "&offset=" + offset
                            : etag,
                    "offset", offset, "length", Math.min(TinyRelease.CHUNK, size - offset)));
            checksum.ifPresent(text -> part.put("checksum", text));
            parts.add(part);
        }
        var plan = new LinkedHashMap<String, Object>();
        plan.put("uploadId", "u1");
        plan.put("parts", parts);
        json(exchange, 200, plan);
    }

    private void store(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) {
            tokensAtTheStore.add(token);
        }
        String path = exchange.getRequestURI().getPath().substring("/blob/".length());
        Map<String, Integer> query = query(exchange);
        if (exchange.getRequestMethod().equals("PUT")) {
            mostPutsAtOnce.accumulateAndGet(putsNow.incrementAndGet(), Math::max);
            receive(exchange, path, query);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length());
        int from = Integer.parseInt(range.substring(0, range.indexOf('-')));
        int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
        byte[] whole = Files.readAllBytes(release.folder.resolve(path));
        byte[] part = Arrays.copyOfRange(whole, from, to + 1);
        fetched.add(path + ":" + from);
        LockSupport.parkNanos(delay.toNanos());
        Fault fault = query.getOrDefault("ticket", 0) < oldestGoodTicket ? Fault.EXPIRED : next(path);
        if (fault == null) {
            partial(exchange, part, from, to, whole.length);
            return;
        }
        switch (fault) {
            case CORRUPT -> {
                part[part.length / 2] ^= 1;
                partial(exchange, part, from, to, whole.length);
            }
            case SHORT -> partial(exchange, Arrays.copyOf(part, part.length - 1), from, to, whole.length);
            case CUT -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + whole.length);
                exchange.sendResponseHeaders(206, part.length);
                exchange.getResponseBody().write(part, 0, part.length / 2);
                exchange.getResponseBody().flush();
            }
            case WHOLE_FILE -> send(exchange, 200, "application/octet-stream", whole);
            case WEB_PAGE -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + whole.length);
                send(exchange, 206, "text/html; charset=utf-8", part);
            }
            case WRONG_RANGE -> partial(exchange, part, from + 1, to + 1, whole.length);
            case BUSY -> send(exchange, 503, "application/xml", new byte[0]);
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", portalBase + "/elsewhere");
                send(exchange, 307, "application/xml", new byte[0]);
            }
            case COMPRESSED -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                partial(exchange, part, from, to, whole.length);
            }
            case STALL -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + whole.length);
                exchange.sendResponseHeaders(206, part.length);
                exchange.getResponseBody().write(part, 0, part.length / 2);
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            }
            case TRICKLE -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + whole.length);
                exchange.sendResponseHeaders(206, part.length);
                for (int i = 0; i < 500; i++) {
                    exchange.getResponseBody().write(part, i, 1);
                    exchange.getResponseBody().flush();
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
                trickledToTheEnd = true;
            }
            case EXPIRED -> send(exchange, 403, "application/xml", "<Error/>".getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Nobody is ever sent here.
    private void strayed(HttpExchange exchange) throws IOException {
        fetched.add("elsewhere");
        send(exchange, 200, "text/plain", new byte[1]);
    }

    private void receive(HttpExchange exchange, String path, Map<String, Integer> query) throws IOException {
        int offset = query.getOrDefault("offset", 0);
        byte[] part = exchange.getRequestBody().readAllBytes();
        LockSupport.parkNanos(delay.toNanos());
        putsNow.decrementAndGet();
        if (putsOfPlan.getOrDefault(query.getOrDefault("plan", 0), new AtomicInteger()).incrementAndGet() > putsPerPlan) {
            send(exchange, statusOfUsedUpPlan, "application/xml", "<Error/>".getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (puts.incrementAndGet() == 1) {
            uploadsUnanswered.addAndGet(uploadsUnansweredOnceSent);
        }
        synchronized (uploaded) {
            byte[] whole = uploaded.getOrDefault(path, new byte[0]);
            whole = Arrays.copyOf(whole, Math.max(whole.length, offset + part.length));
            System.arraycopy(part, 0, whole, offset, part.length);
            uploaded.put(path, whole);
        }
        String etag = "\"" + Digest.sha256(part).hex() + "\"";
        etags.put(path + ":" + offset, etag);
        exchange.getResponseHeaders().set("ETag", etag);
        send(exchange, 200, "application/xml", new byte[0]);
    }

    private @Nullable Fault next(String path) {
        synchronized (faults) {
            return path.equals(TinyRelease.BIG) ? faults.poll() : null;
        }
    }

    private static void partial(HttpExchange exchange, byte[] part, int from, int to, int size) throws IOException {
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + size);
        send(exchange, 206, "application/octet-stream", part);
    }

    private static Map<String, Integer> query(HttpExchange exchange) {
        var query = new HashMap<String, Integer>();
        String text = exchange.getRequestURI().getQuery();
        for (String pair : text == null ? new String[0] : text.split("&", -1)) {
            String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
            query.put(parts[0], Integer.parseInt(parts[1]));
        }
        return query;
    }

    private static void problem(HttpExchange exchange, int status, String reason, String detail) throws IOException {
        send(exchange, status, "application/problem+json",
                JsonLine.of(Map.of("type", "urn:weightgate:problem:" + reason, "title",
                        "Refused", "status", status, "detail", detail, "reason", reason)).getBytes(StandardCharsets.UTF_8));
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        send(exchange, status, "application/json", JsonLine.of(body).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
