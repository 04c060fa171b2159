package org.weightgate.grants;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Ban;
import org.weightgate.people.BanCheck;
import org.weightgate.people.BanLifting;
import org.weightgate.people.Bans;
import org.weightgate.people.Person;

/// Whoever lost a request or a grant by a ban hears that it was lifted; where another keeps them away all the same, when that
/// one is.
@ApplicationScoped
class LiftedBanLetters implements BanLifting {

    private final BanCheck check;
    private final Bans bans;
    private final Models models;
    private final Outbox outbox;

    LiftedBanLetters(BanCheck check, Bans bans, Models models, Outbox outbox) {
        this.check = check;
        this.bans = bans;
        this.models = models;
        this.outbox = outbox;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void tell(Person person, Ban ban) {
        Optional<Ban> keptAway = check.all(person).stream()
                .filter(other -> other.model().isEmpty() || other.model().equals(ban.model())).findFirst();
        keptAway.ifPresent(other -> bans.hasEnded(other, person));
        if (keptAway.isPresent() || person.isErased()) {
            return;
        }
        Optional<String> model = ban.model().map(models::findById).map(Model::fullName);
        outbox.enqueue(ban.id(), person.id(), person.email(), "ban-lifted:" + ban.id() + ":" + person.id(),
                new Letter(model.orElse("Weightgate"), "You are no longer banned", Letter.greeting(person.displayName()),
                        List.of("The ban that kept you away from " + model.orElse("the models here") + " was lifted.",
                                "Requests it closed and access it ended stay so. You can apply again now. If a reviewer had asked"
                                        + " you to wait after an earlier request, the model's page says until when."),
                        model.map(name -> "Open the model's page").orElse("See your requests"),
                        model.map(name -> "/models/" + name).orElse("/requests")));
    }
}
