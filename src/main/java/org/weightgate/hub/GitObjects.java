package org.weightgate.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The names git and Git LFS give to contents; clients expect 40 hexadecimal digits and skip files that have none.
final class GitObjects {

    private GitObjects() {
    }

    static String blob(byte[] content) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1", e);
        }
    }

    /// What a git repository would hold in place of a large file.
    static byte[] pointer(HubFile file) {
        return ("version https://git-lfs.github.com/spec/v1\noid sha256:" + file.sha256() + "\nsize " + file.size() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// A folder has no content of its own here; its name only has to be stable.
    static String folder(Snapshot snapshot, String path) {
        return blob((snapshot.commit() + "/" + path).getBytes(StandardCharsets.UTF_8));
    }
}
