package org.weightgate.fuzz;

import java.util.Locale;

/// What Jazzer calls: one parser, named by the property `fuzz.target`, with one input after another.
public final class Fuzz {

    private static final FuzzTarget TARGET = FuzzTarget
            .valueOf(System.getProperty("fuzz.target", "").toUpperCase(Locale.ROOT).replace('-', '_'));

    private Fuzz() {
    }

    @SuppressWarnings("CheckReturnValue") // read or refused: both are right
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.reads(input);
    }
}
