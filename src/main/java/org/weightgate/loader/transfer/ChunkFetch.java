package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import org.weightgate.manifest.Digest;
import org.weightgate.manifest.Printable;

/// One ranged request for one chunk, checked to the letter and hashed while it is written to its place.
final class ChunkFetch {

    /// What came of it.
    sealed interface Outcome {
        /// The signed bytes are in their place.
        record Verified() implements Outcome {
        }

        /// All bytes came, but they are not the signed ones.
        record Corrupt() implements Outcome {
        }

        /// The address is not honoured any more.
        record Expired(int status) implements Outcome {
        }

        /// The server or the network asks for patience.
        record Busy(String what, Optional<Duration> asked) implements Outcome {
        }

        /// The answer is not what was asked for.
        record Wrong(String what) implements Outcome {
        }

        /// Nobody should ask there again.
        record Hostile(String what) implements Outcome {
        }
    }

    private static final int STEP = 128 << 10;
    private static final int CONNECT_MILLISECONDS = 20_000;
    private static final int ERROR_BYTES = 4 << 10;

    private final Duration patience;

    /// `patience` is how long a server may send nothing, or next to nothing.
    ChunkFetch(Duration patience) {
        this.patience = patience;
    }

    /// Whatever the server sends: at most the chunk's bytes are read and written, inside the chunk's place.
    ///
    /// This client copies each byte once between the socket and the array that is hashed, where `java.net.http` hands it through
    /// several buffers and threads: 4 GiB cost a third of the processor time.
    Outcome fetch(URI address, PartFile part, int chunk) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLISECONDS);
        connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
        connection.setRequestProperty("Range", "bytes=" + range(part, chunk));
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("User-Agent", "weightgate");
        var call = new WatchedCall(connection, patience, patience);
        try {
            return call.answer(() -> outcome(call, connection, part, chunk));
        } catch (SlowAnswerException slow) {
            return new Outcome.Busy(Failure.text(slow), Optional.empty());
        } catch (EndlessAnswerException endless) {
            return new Outcome.Hostile(Failure.text(endless));
        }
    }

    private static String range(PartFile part, int chunk) {
        long begin = part.chunkBegin(chunk);
        return begin + "-" + (begin + part.chunkLength(chunk) - 1);
    }

    private static Outcome outcome(WatchedCall call, HttpURLConnection connection, PartFile part, int chunk)
            throws IOException {
        int status;
        try {
            status = call.status();
        } catch (EndlessAnswerException endless) {
            connection.disconnect();
            throw endless;
        } catch (IOException failure) {
            connection.disconnect();
            return new Outcome.Busy(Failure.text(failure), Optional.empty());
        }
        String contentRange = "bytes " + range(part, chunk) + "/" + part.file().size();
        Optional<Outcome> refused = refusal(connection, status, contentRange, part.chunkLength(chunk));
        if (refused.isPresent()) {
            giveBack(connection, status);
            return refused.get();
        }
        try (InputStream body = connection.getInputStream()) {
            Outcome outcome = receive(call, body, part, chunk);
            if (outcome instanceof Outcome.Busy) {
                connection.disconnect();
            }
            return outcome;
        }
    }

    /// A short refusal is read to its end, so that the connection can be used again; what else came is not worth it.
    private static void giveBack(HttpURLConnection connection, int status) {
        boolean isShort = status >= 400 && connection.getContentLengthLong() >= 0
                && connection.getContentLengthLong() < ERROR_BYTES;
        try (InputStream error = isShort ? connection.getErrorStream() : null) {
            if (error != null && error.readNBytes(ERROR_BYTES).length < ERROR_BYTES) {
                return;
            }
        } catch (IOException _) {
            // The connection is ended below.
            connection.disconnect();
            return;
        }
        connection.disconnect();
    }

    private static Optional<Outcome> refusal(HttpURLConnection response, int status, String contentRange, int length) {
        if (status == 403 || status == 401) {
            return Optional.of(new Outcome.Expired(status));
        }
        if (Backoff.isWorthTrying(status)) {
            return Optional.of(new Outcome.Busy("HTTP " + status,
                    Backoff.asked(Optional.ofNullable(response.getHeaderField("Retry-After")))));
        }
        if (status == 407) {
            return Optional.of(new Outcome.Wrong("a proxy in between wants somebody to sign in (HTTP 407)"));
        }
        if (status != 206) {
            return Optional.of(new Outcome.Wrong(
                    status < 0 ? "it does not speak HTTP" : "it answered HTTP " + status + " to a request for part of a file"));
        }
        String type = header(response, "Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            return Optional.of(new Outcome.Wrong("it sent a web page instead of weights"));
        }
        if (header(response, "Content-Encoding").filter(encoding -> !encoding.equals("identity")
                && !encoding.equals("aws-chunked")).isPresent()) {
            return Optional.of(new Outcome.Wrong("it sent encoded bytes"));
        }
        String actual = header(response, "Content-Range").orElse("missing");
        if (!actual.equals(contentRange)) {
            return Optional
                    .of(new Outcome.Wrong("its Content-Range is " + Printable.of(actual, 80) + " instead of " + contentRange));
        }
        long announced = response.getHeaderFieldLong("Content-Length", length);
        return announced == length ? Optional.empty()
                : Optional.of(new Outcome.Wrong("it announced " + announced + " bytes instead of " + length));
    }

    private static Optional<String> header(HttpURLConnection response, String name) {
        return Optional.ofNullable(response.getHeaderField(name));
    }

    private static Outcome receive(WatchedCall call, InputStream body, PartFile part, int chunk) throws IOException {
        long begin = part.chunkBegin(chunk);
        int length = part.chunkLength(chunk);
        MessageDigest hasher = Digest.hasher();
        byte[] buffer = new byte[Math.min(STEP, length)];
        int done = 0;
        while (done < length) {
            int read;
            try {
                read = body.read(buffer, 0, Math.min(buffer.length, length - done));
            } catch (IOException failure) {
                return new Outcome.Busy(Failure.text(failure), Optional.empty());
            }
            if (read < 0) {
                return new Outcome.Busy("the connection ended after " + done + " of " + length + " bytes", Optional.empty());
            }
            call.arrived(read);
            hasher.update(buffer, 0, read);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            long place = begin + done;
            call.step(() -> part.write(bytes, place));
            done += read;
        }
        boolean isRight = Digest.of(hasher.digest()).equals(part.file().chunks().get(chunk));
        return isRight ? new Outcome.Verified() : new Outcome.Corrupt();
    }
}
