package org.weightgate.catalogue;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// A model as anyone may see it. `latest` is the newest release that is open.
record ModelView(String namespace, String name, String summary, String description, TermsView terms, PolicyRules policy,
        @Nullable ReleaseFacts latest, List<ReleaseFacts> releases) {

    record TermsView(int version, String title, String body, String sha256) {

        static TermsView of(TermsVersion terms) {
            return new TermsView(terms.version(), terms.title(), terms.body(), terms.sha256());
        }
    }

    public String fullName() {
        return namespace + "/" + name;
    }
}
