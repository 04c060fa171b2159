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
import org.weightgate.web.Sha256;

/// The digest is a contract with every page and program that has one open: it changes with the facts, not with our words for
/// them. A release that has to change one of these values makes every decision under way stale once.
class FactsDigestTest {

    private static final UUID ALAN = new UUID(0, 1);
    private static final UUID EDSGER = new UUID(0, 2);
    private static final List<String> JOINED = List.of("MEMBER", "alan@example.org", "JOINED", "Alan", "alan@lab.example");

    @Test
    void aDigestStaysTheSameFromReleaseToRelease() {
        var facts = Arrays.stream(ShownFact.values()).collect(Collectors.toMap(Function.identity(), ShownFact::name));

        assertThat(FactsDigest.of(facts))
                .isEqualTo("ANSWERS-fdcb9cb261c9cf2ffda9bc55e8076360.TERMS-22b74c1eb87e7114664ba50938e5a881."
                        + "POLICY-60bf24a3584dccb290771e5d8fef1b7a.APPLICANT-4b989ae5c70053ef6224126b093ddcc6."
                        + "MEMBERS-d96e7a6b284c8b3538f505271a45713e.BANS-41e025e3721821d5ef51cc55e46df2cb."
                        + "CONFLICTS-d58422561bcc3acbbd69c8d2864f2acf");
        assertThat(Sha256.hex(company("Team: alan@example.org joined as Alan, alan@lab.example").fingerprint()))
                .isEqualTo("189dfbc029bc02d743af35dfdcf7290aa01511d6ac2b5dcfb760e48980274416");
        assertThat(Sha256.hex(Company.NOBODY.fingerprint()))
                .isEqualTo("d9072937f17b3ef1d1c5a183db936e356bba72fcacc9acf03f1a3423abd5962e");
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
        return new Company(Set.of(ALAN), Set.of(ALAN), Set.of(), 1, RefereeState.CONFIRMED, EDSGER, List.of(shown));
    }
}
