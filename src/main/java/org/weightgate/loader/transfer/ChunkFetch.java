package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
        record Expired() implements Outcome {
        }

        /// The server or the network asks for patience.
        record Busy(String what, Optional<Duration> asked) implements Outcome {
        }

        /// The answer is not what was asked for.
        record Wrong(String what) implements Outcome {
        }
    }

    private static final int STEP = 128 << 10;

    private final HttpClient client;
    private final StallGuard guard;

    ChunkFetch(HttpClient client, StallGuard guard) {
        this.client = client;
        this.guard = guard;
    }

    /// Whatever the server sends: at most the chunk's bytes are read and written, inside the chunk's place.
    Outcome fetch(URI address, PartFile part, int chunk) throws IOException, InterruptedException {
        long begin = part.chunkBegin(chunk);
        int length = part.chunkLength(chunk);
        String range = begin + "-" + (begin + length - 1);
        HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).header("Range", "bytes=" + range)
                .header("User-Agent", "weightgate").build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException failure) {
            return new Outcome.Busy(Failure.text(failure), Optional.empty());
        }
        try (StallGuard.Watched body = guard.watch(response.body())) {
            Optional<Outcome> refused = refusal(response, "bytes " + range + "/" + part.file().size(), length);
            return refused.isPresent() ? refused.get() : receive(body, part, chunk, begin, length);
        }
    }

    private static Optional<Outcome> refusal(HttpResponse<?> response, String contentRange, int length) {
        int status = response.statusCode();
        if (status == 403 || status == 401) {
            return Optional.of(new Outcome.Expired());
        }
        if (Backoff.isWorthTrying(status)) {
            return Optional.of(new Outcome.Busy("HTTP " + status, Backoff.asked(response)));
        }
        if (status != 206) {
            return Optional.of(new Outcome.Wrong("it answered HTTP " + status + " to a request for part of a file"));
        }
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            return Optional.of(new Outcome.Wrong("it sent a web page instead of weights"));
        }
        if (response.headers().firstValue("Content-Encoding").filter(encoding -> !encoding.equals("identity")
                && !encoding.equals("aws-chunked")).isPresent()) {
            return Optional.of(new Outcome.Wrong("it sent encoded bytes"));
        }
        String actual = response.headers().firstValue("Content-Range").orElse("missing");
        if (!actual.equals(contentRange)) {
            return Optional
                    .of(new Outcome.Wrong("its Content-Range is " + Printable.of(actual, 80) + " instead of " + contentRange));
        }
        long announced = response.headers().firstValueAsLong("Content-Length").orElse(length);
        return announced == length ? Optional.empty()
                : Optional.of(new Outcome.Wrong("it announced " + announced + " bytes instead of " + length));
    }

    private static Outcome receive(StallGuard.Watched body, PartFile part, int chunk, long begin, int length)
            throws IOException {
        MessageDigest hasher = Digest.hasher();
        byte[] buffer = new byte[Math.min(STEP, length)];
        int done = 0;
        while (done < length) {
            int read;
            try {
                read = body.read(buffer, Math.min(buffer.length, length - done));
            } catch (IOException failure) {
                return new Outcome.Busy(Failure.text(failure), Optional.empty());
            }
            if (read < 0) {
                return new Outcome.Busy("the connection ended after " + done + " of " + length + " bytes", Optional.empty());
            }
            hasher.update(buffer, 0, read);
            part.write(ByteBuffer.wrap(buffer, 0, read), begin + done);
            done += read;
        }
        boolean isRight = Digest.of(hasher.digest()).equals(part.file().chunks().get(chunk));
        return isRight ? new Outcome.Verified() : new Outcome.Corrupt();
    }
}
