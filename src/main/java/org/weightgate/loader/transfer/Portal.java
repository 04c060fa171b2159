package org.weightgate.loader.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

/// Talks to one portal. Never follows a redirect, and sends the token to that portal alone.
public final class Portal {

    static final String TICKETS = "/tickets";
    static final int ANSWER_BYTES = 16 << 20;
    private static final byte[] NO_BODY = {};
    private static final int CONNECT_MILLISECONDS = 20_000;
    private static final int ATTEMPTS = 5;
    /// With the usual pauses some two minutes.
    private static final int PATIENT_ATTEMPTS = 12;

    /// How long the portal may let one wait. Drafts have long manifests, and a store takes minutes to join the parts of a large
    /// upload; everything else is answered in seconds.
    record Patience(Duration usual, Duration publishing) {

        static final Patience USUAL = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(10));

        Duration of(String method, String path) {
            return method.equals("GET") || path.endsWith(TICKETS) ? usual : publishing;
        }
    }

    private final PortalAddress address;
    private final Optional<String> token;
    private final Backoff backoff;
    private final Patience patience;
    private volatile boolean knowsUs;

    /// Nothing is asked yet; without a token the portal is asked as nobody in particular.
    public Portal(PortalAddress address, Optional<String> token) {
        this(address, token, Backoff.USUAL);
    }

    Portal(PortalAddress address, Optional<String> token, Backoff backoff) {
        this(address, token, backoff, Patience.USUAL);
    }

    Portal(PortalAddress address, Optional<String> token, Backoff backoff, Patience patience) {
        this.address = address;
        this.token = token;
        this.backoff = backoff;
        this.patience = patience;
    }

    /// Where it is.
    public PortalAddress address() {
        return address;
    }

    /// What is there. Like every request here it is sent again while the portal asks for patience, and refused by exception.
    ///
    /// @param path below the portal's address, beginning with a slash
    /// @throws TransferException if the portal cannot be reached, has a problem, or answers what no portal does
    /// @throws AccessRefusedException if it says no, with its machine-readable reason
    public JsonObject get(String path) throws TransferException, AccessRefusedException {
        return accepted(send("GET", path, NO_BODY, "", ANSWER_BYTES)).json();
    }

    /// A document as stored, of at most `maximum` bytes.
    public byte[] bytes(String path, int maximum) throws TransferException, AccessRefusedException {
        return accepted(send("GET", path, NO_BODY, "", maximum)).body();
    }

    /// Puts `body` there, whatever was there before.
    public JsonObject put(String path, Map<String, ?> body) throws TransferException, AccessRefusedException {
        return accepted(send("PUT", path, json(body), "application/json", ANSWER_BYTES)).json();
    }

    /// Replaces what the caller saw as `version`; `Optional.empty()` when there was nothing.
    public JsonObject put(String path, Map<String, ?> body, Optional<Integer> version)
            throws TransferException, AccessRefusedException {
        return accepted(send("PUT", path, json(body), "application/json", ANSWER_BYTES,
                version.map(seen -> Map.of("If-Match", "\"" + seen + "\"")).orElse(Map.of()))).json();
    }

    /// Posts once, however often it has to be sent, about what the caller saw as `version`.
    public JsonObject post(String path, Map<String, ?> body, int version) throws TransferException, AccessRefusedException {
        return accepted(send("POST", path, json(body), "application/json", ANSWER_BYTES,
                Map.of("If-Match", "\"" + version + "\"", "Idempotency-Key", UUID.randomUUID().toString()))).json();
    }

    /// Posts about what the caller saw under this tag, if it matters.
    JsonObject post(String path, Map<String, ?> body, Optional<String> tag) throws TransferException, AccessRefusedException {
        return accepted(send("POST", path, json(body), "application/json", ANSWER_BYTES,
                tag.map(seen -> Map.of("If-Match", "\"" + seen + "\"")).orElse(Map.of()))).json();
    }

    /// What is there, or nothing when the portal says that there is no such thing.
    public Optional<JsonObject> find(String path) throws TransferException, AccessRefusedException {
        PortalAnswer answer = send("GET", path, NO_BODY, "", ANSWER_BYTES);
        return answer.status() == 404 ? Optional.empty() : Optional.of(accepted(answer).json());
    }

    /// Asks whether files of `release` would be given; none are. False when the portal is too old to be asked.
    ///
    /// @throws AccessRefusedException when they would not be given
    public boolean wouldGive(String release) throws TransferException, AccessRefusedException {
        PortalAnswer answer = send("GET", release + TICKETS, NO_BODY, "", ANSWER_BYTES);
        boolean isUnknown = answer.status() == 404 && answer.said("reason").isEmpty();
        if (answer.status() == 405 || isUnknown) {
            return false;
        }
        accepted(answer);
        return true;
    }

    /// A list of objects.
    public List<JsonObject> list(String path, int most) throws TransferException, AccessRefusedException {
        return accepted(send("GET", path, NO_BODY, "", ANSWER_BYTES)).jsonList(most);
    }

    /// The portal's clock, to the second.
    public Optional<Instant> time() throws TransferException {
        return send("GET", "/api/v1/models", NO_BODY, "", ANSWER_BYTES).date();
    }

    /// Posts `body` and returns the answer.
    public JsonObject post(String path, Map<String, ?> body) throws TransferException, AccessRefusedException {
        return post(path, body, Optional.empty());
    }

    /// Like [#post] for what may be asked twice, in the middle of hours of work: a portal that is started anew is waited for.
    JsonObject patiently(String path, Map<String, ?> body, Consumer<String> told)
            throws TransferException, AccessRefusedException {
        return patientAnswer(path, body, told).json();
    }

    /// Like [#patiently] where the answer may be empty.
    void tellPatiently(String path, Map<String, ?> body, Consumer<String> told)
            throws TransferException, AccessRefusedException {
        patientAnswer(path, body, told);
    }

    private PortalAnswer patientAnswer(String path, Map<String, ?> body, Consumer<String> told)
            throws TransferException, AccessRefusedException {
        for (int attempt = 0;; attempt++) {
            try {
                return accepted(send("POST", path, json(body), "application/json", ANSWER_BYTES));
            } catch (NoPortalException gone) {
                if (attempt + 1 >= PATIENT_ATTEMPTS) {
                    throw gone;
                }
                if (attempt == 0) {
                    told.accept("The portal " + address + " does not answer. It is asked again for some two minutes.");
                }
                pause(attempt, Optional.empty());
            }
        }
    }

    /// Like [#post] where the answer may be empty.
    public void tell(String path, Map<String, ?> body) throws TransferException, AccessRefusedException {
        accepted(send("POST", path, json(body), "application/json", ANSWER_BYTES));
    }

    /// Posts a form and returns the answer whatever its status.
    PortalAnswer form(String path, Map<String, String> fields) throws TransferException {
        String body = fields.entrySet().stream().map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send("POST", path, body.getBytes(StandardCharsets.US_ASCII), "application/x-www-form-urlencoded", ANSWER_BYTES);
    }

    /// `text` as one segment of a path.
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether what broke is what a portal said, and not a document of a release.
    public static boolean isAnswer(ManifestFormatException broken) {
        return broken.document().equals(PortalAnswer.NAME);
    }

    /// Words for an answer that is not what any portal says.
    public static TransferException unexpected(ManifestFormatException broken) {
        return new TransferException("The portal answered something unexpected (" + broken.getMessage()
                + "). Check its address, and that this weightgate is as new as the portal.");
    }

    private PortalAnswer send(String method, String path, byte[] body, String contentType, int maximum)
            throws TransferException {
        return send(method, path, body, contentType, maximum, Map.of());
    }

    private PortalAnswer send(String method, String path, byte[] body, String contentType, int maximum,
            Map<String, String> headers) throws TransferException {
        URI uri = address.resolve(path);
        boolean isReading = method.equals("GET");
        Duration limit = patience.of(method, path);
        var waited = Duration.ZERO;
        for (int attempt = 0;; attempt++) {
            Optional<Duration> asked = Optional.empty();
            HttpURLConnection connection = open(uri, method, contentType, headers);
            connection.setReadTimeout(Math.toIntExact(limit.toMillis()));
            var call = new WatchedCall(connection, limit, patience.usual());
            try {
                PortalAnswer answer = call.answer(() -> exchange(call, connection, body, maximum));
                if (answer.body().length > maximum) {
                    throw new TransferException(
                            "The portal's answer is larger than the " + maximum + " bytes that are read. Check its address.");
                }
                boolean isWorthWaiting = answer.status() == 503 || (answer.status() == 429 && !answer.isQuota());
                if (!isWorthWaiting || attempt + 1 >= ATTEMPTS) {
                    return answer;
                }
                asked = Backoff.asked(Optional.ofNullable(connection.getHeaderField("Retry-After")));
            } catch (IOException failure) {
                boolean isFinal = !isReading || isGivenUp(call, failure) || waited.plus(call.waited()).compareTo(limit) >= 0;
                if (isFinal || attempt + 1 >= ATTEMPTS) {
                    throw unreachable(failure);
                }
            }
            waited = waited.plus(call.waited());
            pause(attempt, asked);
        }
    }

    /// Whoever is silent or slow in the middle of an answer, or never ends it, is not asked again.
    private static boolean isGivenUp(WatchedCall call, IOException failure) {
        return failure instanceof EndlessAnswerException
                || (call.hasBegun() && (failure instanceof SlowAnswerException || failure instanceof SocketTimeoutException));
    }

    private NoPortalException unreachable(IOException failure) {
        return new NoPortalException("The portal " + address + " cannot be reached (" + Failure.text(failure)
                + "). Check the address and the network, then try again.");
    }

    /// `java.net.http` would take half a second of processor time before the first byte of every command.
    private HttpURLConnection open(URI uri, String method, String contentType, Map<String, String> headers) {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod(method);
        } catch (IOException impossible) {
            throw new UncheckedIOException("nothing is connected to yet", impossible);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLISECONDS);
        connection.setRequestProperty("Accept", "application/json, application/problem+json, */*;q=0.1");
        connection.setRequestProperty("User-Agent", "weightgate");
        headers.forEach(connection::setRequestProperty);
        if (!contentType.isEmpty()) {
            connection.setRequestProperty("Content-Type", contentType);
        }
        if (token.isPresent() && address.isOrigin(uri)) {
            connection.setRequestProperty("Authorization", "Bearer " + token.get());
        }
        return connection;
    }

    private static byte[] json(Map<String, ?> body) {
        return JsonLine.of(body).getBytes(StandardCharsets.UTF_8);
    }

    private void pause(int attempt, Optional<Duration> asked) throws TransferException {
        try {
            backoff.pause(attempt, asked);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    /// Reads one byte more than `maximum` of an answer that is longer.
    private static PortalAnswer exchange(WatchedCall call, HttpURLConnection connection, byte[] body, int maximum)
            throws IOException {
        if (body.length > 0) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = call.status();
        if (status < 0) {
            throw new IOException("it does not speak HTTP");
        }
        byte[] answer = NO_BODY;
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            if (in != null) {
                answer = body(call, in, maximum + 1);
            }
        }
        return new PortalAnswer(status, answer, Objects.requireNonNullElse(connection.getHeaderField("Content-Type"), ""),
                Optional.ofNullable(connection.getHeaderField("Date")));
    }

    private static byte[] body(WatchedCall call, InputStream in, int most) throws IOException {
        var body = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int read = in.read(buffer); read >= 0 && body.size() < most; read = in.read(buffer)) {
            body.write(buffer, 0, Math.min(read, most - body.size()));
            call.arrived(read);
        }
        return body.toByteArray();
    }

    private PortalAnswer accepted(PortalAnswer answer) throws TransferException, AccessRefusedException {
        answer.requireSuccess(address, knowsUs);
        knowsUs = token.isPresent();
        return answer;
    }
}
