package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Part of an open file as a stream; several may read the same channel at once.
final class ChannelSlice extends InputStream {

    private final FileChannel channel;
    private long position;
    private long left;

    ChannelSlice(FileChannel channel, long offset, long length) {
        this.channel = channel;
        this.position = offset;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(buffer, offset, Math.toIntExact(Math.min(length, left))), position);
        if (read < 0) {
            throw new IOException("the file became shorter while it was sent");
        }
        position += read;
        left -= read;
        return read;
    }
}
