package org.weightgate.manifest;

import java.util.Arrays;
import java.util.Comparator;

/// Order by Unicode code point, which is also the order of the UTF-8 bytes; `String.compareTo` orders by UTF-16 unit.
final class CodePoints {

    static final Comparator<String> ORDER = (left, right) -> Arrays.compare(left.codePoints().toArray(),
            right.codePoints().toArray());

    private CodePoints() {
    }
}
