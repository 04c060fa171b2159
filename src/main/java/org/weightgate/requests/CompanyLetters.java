package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;

/// What members and referees are written, and what the applicant is told of their answers. Each mail is about the invitation
/// it carries, so that its way can be shown beside it.
@ApplicationScoped
class CompanyLetters {

    private final Outbox outbox;

    CompanyLetters(Outbox outbox) {
        this.outbox = outbox;
    }

    void invite(AccessRequest request, Model model, Person applicant, UUID member, String address, LinkSecret secret) {
        String name = PlainText.oneLine(applicant.displayName());
        outbox.enqueueForStranger(member, address, "member:" + member + ":" + UUID.randomUUID(), new Letter(request.reference(),
                "Join a request for " + model.fullName(), "Hello,",
                List.of(name + " (" + PlainText.oneLine(applicant.email()) + ") applies for access to " + model.fullName()
                        + " and names you as a member of the team.",
                        "If you want access too, open the link, sign in with your own account and read the terms: you accept them yourself and get a grant of your own. If not, decline there, or ignore this mail.",
                        "The link is good for " + Members.INVITATION.toDays() + " days and for one person."),
                "Read the invitation", "/join/" + secret.text()));
    }

    void memberAnswered(AccessRequest request, Model model, Person applicant, Member member, String word) {
        outbox.enqueue(request.id(), applicant.id(), applicant.email(),
                "member-answer:" + member.id() + ":" + UUID.randomUUID(),
                new Letter(request.reference(), "A team member " + word,
                        Letter.greeting(applicant.displayName()),
                        List.of(member.email() + " " + word + " your request for " + model.fullName()
                                + "."),
                        "See your request", "/requests/" + request.id()));
    }

    /// Whoever had not joined has nothing to lose by it.
    void dropped(AccessRequest request, Model model, Member member) {
        if (member.person() != null) {
            outbox.enqueue(request.id(), member.person(), member.account(), "member-dropped:" + member.id(), new Letter(
                    request.reference(), "You are no longer on a team", "Hello " + member.name() + ",",
                    List.of("You were taken off the team of the request " + request.reference() + " for access to "
                            + model.fullName() + ". You get no access with it; you can apply for it yourself."),
                    "Open the model's page", "/models/" + model.fullName()));
        }
    }

    void withdrawn(AccessRequest request, Model model, Person member) {
        ended(request, model, member, "was withdrawn",
                "was withdrawn by whoever began it. Nobody will review it, and you get no access with it.");
    }

    void lapsed(AccessRequest request, Model model, Person member) {
        ended(request, model, member, "was closed",
                "was closed, because it was open for a long time without a word from whoever began it. You get no access with it.");
    }

    /// About its reader: whoever begins a request may have their account erased, and with it all mails about the request.
    private void ended(AccessRequest request, Model model, Person member, String what, String how) {
        outbox.enqueue(member.id(), member.id(), member.email(), "team-ended:" + request.id() + ":" + member.id(), new Letter(
                request.reference(), "The request of your team for " + model.fullName() + " " + what,
                Letter.greeting(member.displayName()),
                List.of("The request " + request.reference() + " of your team for access to " + model.fullName() + " " + how,
                        "You can apply for it yourself."),
                "Open the model's page", "/models/" + model.fullName()));
    }

    void ask(AccessRequest request, Model model, Answers answers, UUID invitation, Referee referee, LinkSecret secret) {
        String applicant = PlainText.oneLine(answers.to(Question.NAME));
        outbox.enqueueForStranger(invitation, referee.email(), "referee:" + invitation, new Letter(request.reference(),
                "Do you vouch for " + applicant + "?", Letter.greeting(referee.name()),
                List.of(applicant + " (" + PlainText.oneLine(answers.to(Question.AFFILIATION))
                        + ") applies for access to the model "
                        + model.fullName() + " and names you as somebody who knows them and their work.",
                        "Please open the link and say whether that is so. It takes a minute and needs no account.",
                        "The link is good for " + Referees.LINK.toDays()
                                + " days and for one answer. If you do not know this person, say so there: the reviewers will be glad to know."),
                "Answer", "/referee/" + secret.text()));
    }

    void refereeAnswered(AccessRequest request, Model model, Person applicant, RefereeInvitation asked, boolean confirmed) {
        outbox.enqueue(request.id(), applicant.id(), applicant.email(), "referee-answer:" + asked.id(), new Letter(
                request.reference(),
                confirmed ? "Your referee confirmed" : "Your referee did not confirm", Letter.greeting(applicant.displayName()),
                List.of(asked.name()
                        + (confirmed ? " vouched for you. The reviewers of " : " did not vouch for you. The reviewers of ")
                        + model.fullName() + " can see it.",
                        confirmed ? "You need to do nothing." : "You can name another referee on the request's page."),
                "See your request", "/requests/" + request.id()));
    }
}
