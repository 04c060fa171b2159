package org.weightgate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// The smallest portal and object store a download can be measured against: signature, manifest and tickets of one folder, and
/// its files by range, sent by the kernel (`sendfile`) so that the server takes as little of the processor as it can.
/// `GET /rate?N` holds everything it sends to N bytes a second together (0: as fast as it goes); `GET /sent` tells how many
/// bytes of files it was asked for.
final class RangeServer {

    private static final long SLICE = 256 << 10;

    private final Path folder;
    private final ServerSocketChannel server;
    private final AtomicLong sent = new AtomicLong();
    private long rate;
    private long free;
    private long lastNanos = System.nanoTime();

    private RangeServer(Path folder, ServerSocketChannel server) {
        this.folder = folder;
        this.server = server;
    }

    /// `java ... RangeServer FOLDER`: prints its port and serves until it is ended.
    public static void main(String[] arguments) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
        var serving = new RangeServer(Path.of(arguments[0]), server);
        while (true) {
            SocketChannel client = server.accept();
            // Head and body are written one after the other; waiting for the head's acknowledgement would cost 40 ms an answer.
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread.ofPlatform().daemon().start(() -> serving.serve(client));
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(client),
                        StandardCharsets.ISO_8859_1))) {
            for (String request = in.readLine(); request != null; request = in.readLine()) {
                String range = "";
                int length = 0;
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    String name = header.toLowerCase(java.util.Locale.ROOT);
                    if (name.startsWith("range: bytes=")) {
                        range = header.substring(13).strip();
                    } else if (name.startsWith("content-length:")) {
                        length = Integer.parseInt(header.substring(15).strip());
                    }
                }
                for (int i = 0; i < length; i++) {
                    in.read();
                }
                answer(client, request.split(" ", -1)[1], range);
            }
        } catch (IOException _) {
            // The client went away, as one that is killed in the middle does.
        }
    }

    private void answer(SocketChannel client, String target, String range) throws IOException {
        String path = target.replaceFirst("\\?.*", "");
        if (path.startsWith("/blob/")) {
            blob(client, path.substring(6), range);
        } else if (path.endsWith("/signature")) {
            text(client, Files.readAllBytes(folder.resolve("model.sig")));
        } else if (path.endsWith("/manifest")) {
            text(client, Files.readAllBytes(folder.resolve("weights-manifest.json")));
        } else if (path.endsWith("/tickets")) {
            text(client, ticket().getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/rate")) {
            setRate(Long.parseLong(target.substring(target.indexOf('?') + 1)));
            text(client, new byte[0]);
        } else {
            text(client, Long.toString(sent.get()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String ticket() throws IOException {
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        var files = new StringBuilder();
        try (var all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.append(files.isEmpty() ? "" : ",").append("{\"path\":\"").append(file.getFileName())
                        .append("\",\"url\":\"http://127.0.0.1:").append(port).append("/blob/").append(file.getFileName())
                        .append("\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
            }
        }
        return "{\"files\":[" + files + "]}";
    }

    private static void text(SocketChannel client, byte[] body) throws IOException {
        head(client, "200 OK", body.length, "Content-Type: application/json\r\n");
        for (ByteBuffer rest = ByteBuffer.wrap(body); rest.hasRemaining();) {
            client.write(rest);
        }
    }

    private void blob(SocketChannel client, String name, String range) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
            long size = file.size();
            long from = 0;
            long end = size;
            if (!range.isEmpty()) {
                String[] bounds = range.split("-", 2);
                from = Long.parseLong(bounds[0]);
                end = bounds[1].isEmpty() ? size : Long.parseLong(bounds[1]) + 1;
                head(client, "206 Partial Content", end - from,
                        "Content-Type: application/octet-stream\r\nContent-Range: bytes "
                                + from + "-" + (end - 1) + "/" + size + "\r\n");
            } else {
                head(client, "200 OK", size, "Content-Type: application/octet-stream\r\n");
            }
            sent.addAndGet(end - from);
            while (from < end) {
                long slice = Math.min(SLICE, end - from);
                take(slice);
                for (long left = slice; left > 0;) {
                    long moved = file.transferTo(from, left, client);
                    left -= moved;
                    from += moved;
                }
            }
        }
    }

    private static void head(SocketChannel client, String status, long length, String more) throws IOException {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (ByteBuffer rest = ByteBuffer.wrap(head); rest.hasRemaining();) {
            client.write(rest);
        }
    }

    private synchronized void setRate(long bytesPerSecond) {
        rate = bytesPerSecond;
        free = 0;
        lastNanos = System.nanoTime();
    }

    /// Waits until `bytes` may be sent; at most a hundredth of a second's worth is saved up.
    private void take(long bytes) {
        long waitNanos;
        synchronized (this) {
            if (rate == 0) {
                return;
            }
            long now = System.nanoTime();
            free = Math.min(rate / 100, free + (long) ((now - lastNanos) * (rate / 1e9)));
            lastNanos = now;
            free -= bytes;
            waitNanos = free >= 0 ? 0 : (long) (-free / (rate / 1e9));
        }
        if (waitNanos > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(waitNanos);
        }
    }
}
