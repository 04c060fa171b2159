package org.weightgate.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A job, by who vouches for it and its name there.
record JobIdentity(String issuer, String subject) {

    static final String RULE = "up to 500 printable characters without spaces; a * may only stand at the end, after a colon, with"
            + " two parts before it (after system:serviceaccount the namespace too)";

    private static final int LONGEST = 500;
    private static final Pattern NAME = Pattern.compile("[!-)+-~]{1,500}");
    /// In Kubernetes the two parts that all service accounts begin with say nothing yet.
    private static final Pattern GROUP = Pattern
            .compile("(?!system:serviceaccount:\\*)[!-)+-9;-~]+(:[!-)+-9;-~]+)+:\\*");

    /// Whether a person may name one job, or a group of them, so. `repo:*` would be everybody's.
    static boolean isNameable(String subject) {
        return subject.length() <= LONGEST && (NAME.matcher(subject).matches() || GROUP.matcher(subject).matches());
    }

    /// Whether a person may name this one job. A job that calls itself a group, or by what cannot be stored, is let in by nobody.
    boolean isOne() {
        return NAME.matcher(subject).matches();
    }

    /// All the ways in which this job may have been named.
    List<String> names() {
        var names = new ArrayList<>(List.of(subject));
        for (int colon = subject.indexOf(':'); colon >= 0; colon = subject.indexOf(':', colon + 1)) {
            String group = subject.substring(0, colon + 1) + "*";
            if (GROUP.matcher(group).matches()) {
                names.add(group);
            }
        }
        return names;
    }
}
