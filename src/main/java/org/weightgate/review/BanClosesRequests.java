package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.Ban;
import org.weightgate.people.BanEffect;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Decision;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.RequestRules;

/// A ban closes what the banned person asks for. It waits for an approval that is being written, so that the grant of that
/// approval is there when the grants' own effect of the ban comes after this one.
@ApplicationScoped
class BanClosesRequests implements BanEffect {

    private final AccessRequests requests;
    private final CaseFiles files;

    BanClosesRequests(AccessRequests requests, CaseFiles files) {
        this.requests = requests;
        this.files = files;
    }

    @Override
    public int order() {
        return BEFORE_GRANTS;
    }

    @Override
    public String ends() {
        return "an open request, which is closed";
    }

    @Override
    @Transactional
    public Set<UUID> concerned(List<UUID> people, Optional<UUID> model) {
        return requests.askingAmong(people, model);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean banned(Person person, Ban ban) {
        boolean closed = false;
        for (AccessRequest request : requests.lockAllOpen(person.id())) {
            if (ban.model().isEmpty() || ban.model().get().equals(request.modelId())) {
                closed |= close(request, person, ban.placedBy());
            }
        }
        return closed;
    }

    private boolean close(AccessRequest request, Person person, UUID actor) {
        CaseFile file = files.of(request, person);
        if (RequestRules.decide(request.position(), new RequestCommand.CloseForBan(actor),
                file.facts()) instanceof Decision.Decided(var events)) {
            files.carryOut(file, actor, events);
            return true;
        }
        return false;
    }
}
