package org.weightgate.manifest;

import java.io.Serial;

/// Bytes that are not what a trusted publisher signed. Names the file, the place in it and the reason.
public class VerificationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private static final String USUAL = "Do not use these files. Download the release again; if that does not help, tell its"
            + " publisher.";

    private final String file;
    private final String place;
    private final String reason;
    private final String next;

    /// `file` and `place` may come from outside: they are made printable here.
    public VerificationException(String file, String place, String reason) {
        this(file, place, reason, USUAL);
    }

    /// `next` is a sentence that says what was not done, or what to do.
    public VerificationException(String file, String place, String reason, String next) {
        super(Printable.of(file, 300) + ", " + Printable.of(place, 160) + ": " + reason);
        this.file = Printable.of(file, 300);
        this.place = Printable.of(place, 160);
        this.reason = reason;
        this.next = next;
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

    /// What to do now.
    public String next() {
        return next;
    }

    /// What is wrong there, as the end of a sentence.
    public String reason() {
        return reason;
    }
}
