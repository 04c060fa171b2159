package org.weightgate.requests;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The few kinds of file an applicant may attach. A file is what its content says from the first byte to the last: what
/// follows the end of a picture, or is no text inside a text, makes it none of them.
enum FileType {
    PDF("application/pdf", Set.of("pdf")) {
        @Override
        boolean fits(byte[] content) {
            return startsWith(content, "255044462d") && lastOf(content, 1024).contains("%%EOF");
        }
    },
    PNG("image/png", Set.of("png")) {
        @Override
        boolean fits(byte[] content) {
            return startsWith(content, "89504e470d0a1a0a0000000d49484452") && endsWith(content, "0000000049454e44ae426082");
        }
    },
    JPEG("image/jpeg", Set.of("jpg", "jpeg")) {
        @Override
        boolean fits(byte[] content) {
            return startsWith(content, "ffd8ff") && endsWith(content, "ffd9");
        }
    },
    TEXT("text/plain", Set.of("txt", "md", "csv", "bib", "tex")) {
        @Override
        boolean fits(byte[] content) {
            return text(content).filter(text -> text.chars().noneMatch(FileType::isBinary)).isPresent();
        }
    };

    static final String NAMES = "PDF, PNG, JPEG or plain text (.pdf, .png, .jpg, .txt, .md, .csv, .bib, .tex)";

    private final String mediaType;
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> endings;

    FileType(String mediaType, Set<String> endings) {
        this.mediaType = mediaType;
        this.endings = endings;
    }

    abstract boolean fits(byte[] content);

    String mediaType() {
        return mediaType;
    }

    /// The type whose ending the name has, if the content is of that type.
    static Optional<FileType> of(String name, byte[] content) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(type -> type.endings.contains(ending)).filter(type -> type.fits(content))
                .findFirst();
    }

    private static boolean startsWith(byte[] content, String hex) {
        byte[] start = HexFormat.of().parseHex(hex);
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    private static boolean endsWith(byte[] content, String hex) {
        byte[] end = HexFormat.of().parseHex(hex);
        return content.length >= end.length
                && Arrays.equals(content, content.length - end.length, content.length, end, 0, end.length);
    }

    private static String lastOf(byte[] content, int most) {
        int from = Math.max(0, content.length - most);
        return new String(content, from, content.length - from, StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> text(byte[] content) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean isBinary(int c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f;
    }
}
