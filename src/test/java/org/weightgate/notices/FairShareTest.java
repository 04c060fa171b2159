package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.weightgate.notices.FairShare.Due;

class FairShareTest {

    @Test
    void aCrowdForOneDomainLeavesRoomForOthers() {
        var share = new FairShare(8, 3, Map.of(), Set.of());

        var chosen = share.choose(due("a", "a", "a", "a", "a", "b", "a", "c"), 8);

        assertThat(domains(chosen)).containsExactly("a", "a", "a", "b", "c");
    }

    @Test
    void aSlowDomainGetsOneSender() {
        var share = new FairShare(8, 3, Map.of(), Set.of("a"));

        assertThat(domains(share.choose(due("a", "a", "b", "b"), 8))).containsExactly("a", "b", "b");
    }

    @Test
    void whatIsUnderWayCounts() {
        var share = new FairShare(8, 3, Map.of("a", 3, "b", 1), Set.of("b"));

        assertThat(share.full()).containsExactlyInAnyOrder("a", "b");
        assertThat(share.free()).isEqualTo(4);
        assertThat(domains(share.choose(due("a", "b", "c"), 8))).containsExactly("c");
    }

    @Test
    void neverMoreAreTakenThanSendersAreFree() {
        var share = new FairShare(4, 4, Map.of("a", 3), Set.of());

        assertThat(domains(share.choose(due("b", "c", "d"), 8))).containsExactly("b");
        assertThat(share.choose(due("b"), 0)).isEmpty();
    }

    private static List<Due> due(String... domains) {
        return Stream.of(domains).map(domain -> new Due(UUID.randomUUID(), domain)).toList();
    }

    private static List<String> domains(List<Due> chosen) {
        return chosen.stream().map(Due::domain).toList();
    }
}
