package org.weightgate.requests;

import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.KeptReplies;
import org.weightgate.events.KeptReplies.Begun;
import org.weightgate.people.People;
import org.weightgate.requests.Outcome.Done;
import org.weightgate.requests.Outcome.Refused;

/// Carries out a command once per key; a refused command leaves no trace, so it can be tried again.
@ApplicationScoped
public class Idempotency {

    private final People people;
    private final KeptReplies replies;

    Idempotency(People people, KeptReplies replies) {
        this.people = people;
        this.replies = replies;
    }

    /// What makes a call the same call: who, which key, which operation, which content.
    public record Call(UUID person, String key, String operation, Object content) {
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public <T> Outcome<T> once(Call call, Class<T> replyType, Supplier<Outcome<T>> work) {
        if (call.key().isBlank()) {
            people.requireAccount(call.person());
            return work.get();
        }
        var kept = new KeptReplies.Call(call.person(), call.key(), call.operation(), call.content());
        return switch (replies.begin(kept, replyType)) {
            case Begun.Repeated<T>(var reply) -> new Done<>(reply);
            case Begun.KeyReused<T> _ -> new Refused<>(new Refusal.KeyReused());
            case Begun.First<T> _ -> carryOut(kept, work);
        };
    }

    private <T> Outcome<T> carryOut(KeptReplies.Call call, Supplier<Outcome<T>> work) {
        Outcome<T> outcome = work.get();
        switch (outcome) {
            case Done<T>(var reply) -> replies.keep(call, reply);
            case Refused<T> _ -> replies.forget(call);
        }
        return outcome;
    }
}
