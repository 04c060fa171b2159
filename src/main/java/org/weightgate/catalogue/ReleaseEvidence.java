package org.weightgate.catalogue;

import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.All;

/// What a publisher should know before changing a release: what proved its bytes, who uses it, and what a stranger sees.
@ApplicationScoped
class ReleaseEvidence {

    record Found(ReleaseFacts.@Nullable StoreCheck storeCheck, List<ReleaseUse.Line> use, GateBox stranger) {
    }

    private final Releases releases;
    private final ReleaseChecks checks;
    private final Gate gate;
    private final List<ReleaseUse> rooms;

    ReleaseEvidence(Releases releases, ReleaseChecks checks, Gate gate, @All List<ReleaseUse> rooms) {
        this.releases = releases;
        this.checks = checks;
        this.gate = gate;
        this.rooms = rooms.stream().sorted(Comparator.comparingInt(ReleaseUse::priority)).toList();
    }

    @Transactional
    Found of(Model model, String version) {
        Release release = releases.find(model, version).orElseThrow(ReleaseDesk::noRelease);
        ReleaseCheck check = checks.findById(release.id());
        return new Found(check == null ? null : ReleaseFacts.StoreCheck.of(check),
                rooms.stream().map(room -> room.of(model, release.id())).toList(), gate.stranger(model));
    }
}
