package org.weightgate.requests;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Set;

import jakarta.ws.rs.core.MultivaluedMap;

import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.web.FormFields;

/// Everything somebody typed into the application form, the parts that belong to other people included.
///
/// @param draft     the version of the draft the typing began from, 0 for none
/// @param takeSaved where the saved draft's text is preferred to what was typed
/// @param accepted  the hash of the terms that were ticked, blank for none
/// @param key       of the page it was typed on
record Typing(int draft, Answers answers, String reply, String memberEmail, String refereeName, String refereeEmail,
        Set<Question> takeSaved, String accepted, String key) {

    static Typing of(MultivaluedMap<String, String> fields) {
        var answers = new HashMap<String, String>();
        var taken = EnumSet.noneOf(Question.class);
        for (Question question : Question.values()) {
            answers.put(question.id(), FormFields.text(fields, question.id()));
            if ("saved".equals(fields.getFirst("take." + question.id()))) {
                taken.add(question);
            }
        }
        return new Typing(FormFields.number(fields, "draft"), new Answers(answers), FormFields.text(fields, "reply"),
                FormFields.text(fields, "memberEmail"), FormFields.text(fields, "refereeName"),
                FormFields.text(fields, "refereeEmail"), taken, ApplyPages.accepted(fields).sha256(),
                FormFields.text(fields, "idempotencyKey"));
    }

    /// With the saved text where it was preferred.
    Typing over(Answers saved) {
        if (takeSaved.isEmpty()) {
            return this;
        }
        var chosen = new HashMap<>(answers.byId());
        takeSaved.forEach(question -> chosen.put(question.id(), saved.to(question)));
        return new Typing(draft, new Answers(chosen), reply, memberEmail, refereeName, refereeEmail, Set.of(), accepted,
                key);
    }

    /// Back to the form, with the tick where it was.
    String formAgain(String path, String place) {
        String ticked = accepted.replaceAll("[^0-9a-f]", "");
        return path + (ticked.isEmpty() ? "" : "?accepted=" + ticked) + (place.isEmpty() ? "" : "#" + place);
    }

    Typed typed() {
        return new Typed(draft, answers);
    }
}
