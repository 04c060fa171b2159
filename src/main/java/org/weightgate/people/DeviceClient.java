package org.weightgate.people;

import java.util.Map;
import java.util.regex.Pattern;

/// The program that asks, by its own word: a public client proves nothing, so the page says what it calls itself.
record DeviceClient(String id) {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String HUGGING_FACE = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";
    private static final String OURS = "the weightgate command";
    private static final Map<String, String> KNOWN = Map.of(
            "weightgate", OURS,
            "weightgate-cli", OURS,
            HUGGING_FACE, "the Hugging Face command line (hf)");

    DeviceClient {
        if (!isValid(id)) {
            throw new IllegalArgumentException("a client id has up to 64 letters, digits and . _ -");
        }
    }

    static boolean isValid(String id) {
        return VALID.matcher(id).matches();
    }

    public boolean isKnown() {
        return KNOWN.containsKey(id);
    }

    /// What is ticked for it to begin with: our own command does everything, any other program downloads.
    public boolean usuallyMay(Scope scope) {
        return scope == Scope.READ || KNOWN.getOrDefault(id, "").equals(OURS);
    }

    /// What its token is called on the page of tokens and in its own list.
    String shortName() {
        return HUGGING_FACE.equals(id) ? "hf" : id;
    }

    public String title() {
        return KNOWN.getOrDefault(id, "a program that calls itself “" + id + "”");
    }
}
