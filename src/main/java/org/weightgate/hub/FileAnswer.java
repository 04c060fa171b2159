package org.weightgate.hub;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;

/// What is answered about one file: the headers every client looks for, and for a small file its bytes.
record FileAnswer(Contents contents, Snapshot snapshot, HubFile file, String tag, long size, boolean raw) {

    private static final Pattern TEXT = Pattern
            .compile("(?i).*\\.(json|jsonl|txt|md|jinja|ya?ml|toml|ini|csv|py|sig)|LICENSE|NOTICE|README");

    /// `raw` is the file as git holds it.
    static FileAnswer of(Contents contents, Snapshot snapshot, HubFile file, boolean raw) {
        boolean pointer = raw && file.isLarge();
        String tag = file.isLarge() && !raw ? file.sha256() : contents.gitName(snapshot, file);
        return new FileAnswer(contents, snapshot, file, tag, pointer ? GitObjects.pointer(file).length : file.size(), raw);
    }

    Response head() {
        return described(200).header(HttpHeaders.CONTENT_LENGTH, size).build();
    }

    Response redirect(URI address) {
        return described(302).location(address).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    Response content(@Nullable String range, @Nullable String ifRange, @Nullable String agent) {
        byte[] bytes = contents.read(snapshot, file);
        if (bytes.length == 0 && range != null) {
            // npm's client asks for the first byte of every file and wants to read the size in the answer
            return described(200).header("Content-Range", "bytes */0").entity(bytes).build();
        }
        boolean whole = ifRange != null && !ifRange.equals(quoted());
        return switch (whole ? new ByteRange.Whole() : ByteRange.of(range, bytes.length)) {
            case ByteRange.Whole _ -> described(200).entity(bytes).build();
            case ByteRange.Part(int from, int to) -> described(206)
                    .header("Content-Range", "bytes " + from + "-" + to + "/" + bytes.length)
                    .entity(Arrays.copyOfRange(bytes, from, to + 1)).build();
            case ByteRange.Outside _ -> outside(bytes.length, agent);
        };
    }

    /// curl 7 takes "416" for "you have it all" when it resumes, but not when the answer tells the size.
    private Response outside(int length, @Nullable String agent) {
        var answer = Response.status(416).header("X-Repo-Commit", snapshot.commit());
        return agent != null && agent.startsWith("curl/7.") ? answer.build()
                : answer.header("Content-Range", "bytes */" + length).build();
    }

    private Response.ResponseBuilder described(int status) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, type(name))
                .header("X-Repo-Commit", snapshot.commit())
                .header(HttpHeaders.ETAG, quoted())
                .header("X-Linked-ETag", quoted())
                .header("X-Linked-Size", size)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename*=UTF-8''" + PortalUrl.encoded(name)
                        + "; filename=\"" + plain + "\";");
    }

    /// Never a type that a browser would run.
    private String type(String name) {
        return raw || Optional.of(name).filter(file -> TEXT.matcher(file.toLowerCase(Locale.ROOT)).matches()).isPresent()
                ? "text/plain; charset=utf-8"
                : "application/octet-stream";
    }

    private String quoted() {
        return '"' + tag + '"';
    }
}
