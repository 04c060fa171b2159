package org.weightgate.notices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Which of the mails that are due are taken now, so that one domain, above all a slow one, never keeps all senders.
record FairShare(int senders, int perDomain, Map<String, Integer> busy, Set<String> slow) {

    record Due(UUID id, String domain) {
    }

    int free() {
        return Math.max(0, senders - busy.values().stream().mapToInt(Integer::intValue).sum());
    }

    /// Domains that get no further sender now.
    Set<String> full() {
        return busy.keySet().stream().filter(domain -> room(domain) <= 0).collect(Collectors.toSet());
    }

    /// The mails to take, in their order, at most `limit`.
    List<Due> choose(List<Due> inOrder, int limit) {
        var chosen = new ArrayList<Due>();
        var taken = new HashMap<String, Integer>();
        for (Due due : inOrder) {
            if (chosen.size() < Math.min(limit, free()) && taken.getOrDefault(due.domain(), 0) < room(due.domain())) {
                taken.merge(due.domain(), 1, Integer::sum);
                chosen.add(due);
            }
        }
        return List.copyOf(chosen);
    }

    private int room(String domain) {
        return (slow.contains(domain) ? 1 : perDomain) - busy.getOrDefault(domain, 0);
    }
}
