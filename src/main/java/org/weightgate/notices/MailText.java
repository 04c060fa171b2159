package org.weightgate.notices;

import java.util.regex.Pattern;

/// Takes out of other people's words what could end a header line or turn the reading direction around.
final class MailText {

    private static final int LONGEST_LINE = 200;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\\n]]");
    private static final Pattern ADDRESS = Pattern
            .compile("[^\\s\\p{C}<>()\\[\\],;:\"\\\\@]{1,64}@[^\\s\\p{C}<>()\\[\\],;:\"\\\\@]{1,255}");

    private MailText() {
    }

    static String line(String words) {
        String line = UNSEEN.matcher(words.replaceAll("\\s", " ")).replaceAll("").replaceAll(" {2,}", " ").strip();
        if (line.codePointCount(0, line.length()) <= LONGEST_LINE) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE - 1)) + "…";
    }

    static String block(String words) {
        return UNSEEN.matcher(words.replace("\r\n", "\n").replace('\t', ' ')).replaceAll("").strip();
    }

    static boolean isAddress(String recipient) {
        return ADDRESS.matcher(recipient).matches();
    }
}
