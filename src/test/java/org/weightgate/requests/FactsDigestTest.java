package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.weightgate.requests.Company.Detail;

/// The digest is a contract with every page and program that has one open: it changes with the facts, not with our words for
/// them. A release that has to change one of these values makes every decision under way stale once.
class FactsDigestTest {

    private static final UUID ALAN = new UUID(0, 1);
    private static final UUID EDSGER = new UUID(0, 2);
    private static final List<String> JOINED = List.of("MEMBER", "alan@example.org", "JOINED", "Alan", "alan@lab.example");

    @Test
    void aDigestStaysTheSameFromReleaseToRelease() {
        var facts = Arrays.stream(ShownFact.values()).collect(Collectors.toMap(Function.identity(), ShownFact::name));

        assertThat(FactsDigest.of(facts)).isEqualTo("PINNED-DIGEST");
        assertThat(Sha256.hex(company("Team: alan@example.org joined as Alan, alan@lab.example").fingerprint()))
                .isEqualTo("PINNED-COMPANY");
        assertThat(Sha256.hex(Company.NOBODY.fingerprint())).isEqualTo("PINNED-NOBODY");
    }

    @Test
    void otherWordsForTheSameFactsChangeNothing() {
        assertThat(company("Im Team: alan@example.org, dabei").fingerprint())
                .isEqualTo(company("Team: alan@example.org joined as Alan, alan@lab.example").fingerprint());
    }

    @Test
    void everyFactOfACompanionCounts() {
        String before = company("the same words").fingerprint();

        for (int i = 0; i < JOINED.size(); i++) {
            var other = new ArrayList<>(JOINED);
            other.set(i, other.get(i) + "x");
            assertThat(of(new Detail(other, "the same words")).fingerprint()).as(JOINED.get(i)).isNotEqualTo(before);
        }
        assertThat(of(new Detail(List.of("a", "bc"), "")).fingerprint())
                .isNotEqualTo(of(new Detail(List.of("ab", "c"), "")).fingerprint());
        assertThat(of().fingerprint()).isNotEqualTo(before);
    }

    private static Company company(String words) {
        return of(new Detail(JOINED, words));
    }

    private static Company of(Detail... shown) {
        return new Company(Set.of(ALAN), Set.of(), 1, RefereeState.CONFIRMED, EDSGER, List.of(shown));
    }
}
