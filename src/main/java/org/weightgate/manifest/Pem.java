package org.weightgate.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One PEM block: its label and its bytes.
final class Pem {

    private static final int MAXIMUM_CHARACTERS = 64 << 10;
    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    private final String label;
    private final byte[] der;

    private Pem(String label, byte[] der) {
        this.label = label;
        this.der = der;
    }

    static Pem read(String text) throws KeyFormatException {
        return all(text).getFirst();
    }

    /// Every block, of which there is at least one.
    static List<Pem> all(String text) throws KeyFormatException {
        if (text.length() > MAXIMUM_CHARACTERS) {
            throw new KeyFormatException("it is larger than any key file");
        }
        var blocks = new ArrayList<Pem>();
        try {
            for (Matcher block = BLOCK.matcher(text); block.find();) {
                blocks.add(new Pem(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
            }
        } catch (IllegalArgumentException _) {
            throw new KeyFormatException("the base64 inside its PEM block is broken");
        }
        if (blocks.isEmpty()) {
            throw new KeyFormatException("it holds no PEM block (-----BEGIN ...-----)");
        }
        return blocks;
    }

    String label() {
        return label;
    }

    byte[] der() {
        return der;
    }

    /// Lines of 64 characters, each ended by a line feed: the text whose SHA-256 is a key's fingerprint.
    static String write(String label, byte[] der) {
        byte[] lineFeed = "\n".getBytes(StandardCharsets.US_ASCII);
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, lineFeed).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
