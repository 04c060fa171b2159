package org.weightgate.grants;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.Ban;
import org.weightgate.people.BanEffect;
import org.weightgate.people.Person;

/// A ban revokes what its people hold.
@ApplicationScoped
class GrantBan implements BanEffect {

    private final Grants grants;
    private final GrantDesk desk;

    GrantBan(Grants grants, GrantDesk desk) {
        this.grants = grants;
        this.desk = desk;
    }

    @Override
    public int order() {
        return GRANTS;
    }

    @Override
    public String ends() {
        return "a grant, which is revoked";
    }

    @Override
    @Transactional
    public Set<UUID> concerned(List<UUID> people, Optional<UUID> model) {
        return grants.holdersAmong(people, model);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean banned(Person person, Ban ban) {
        return desk.revokeForBan(person, ban);
    }
}
