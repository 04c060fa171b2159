package org.weightgate.manifest;

import java.io.Serial;

/// Bytes that are not what a trusted publisher signed. Names the file, the place in it and the reason.
public class VerificationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String file;
    private final String place;
    private final String reason;

    /// `file` and `place` may come from outside: they are made printable here.
    public VerificationException(String file, String place, String reason) {
        super(Printable.of(file, 300) + ", " + Printable.of(place, 160) + ": " + reason);
        this.file = Printable.of(file, 300);
        this.place = Printable.of(place, 160);
        this.reason = reason;
    }

    static VerificationException of(ManifestFormatException broken) {
        return new VerificationException(broken.document(), broken.field(), "is " + broken.value() + ", but " + broken.limit());
    }

    /// The file, as the manifest names it.
    public String file() {
        return file;
    }

    /// Where in the file, such as `chunk 3 (bytes 25165824 to 33554431)` or a field of the manifest.
    public String place() {
        return place;
    }

    /// What is wrong there, as the end of a sentence.
    public String reason() {
        return reason;
    }
}
