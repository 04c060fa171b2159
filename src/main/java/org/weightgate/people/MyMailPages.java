package org.weightgate.people;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hibernate.Session;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Column;
import org.weightgate.notices.Deliveries;
import org.weightgate.notices.Resend;
import org.weightgate.web.Instants;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// Sends a mail that did not arrive once more, to the address its owner has now.
@Path("/me/mails/{mail}/again")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class MyMailPages {

    private final CurrentPerson person;
    private final Deliveries deliveries;
    private final Session database;

    MyMailPages(CurrentPerson person, Deliveries deliveries, Session database) {
        this.person = person;
        this.deliveries = deliveries;
        this.database = database;
    }

    @POST
    @Transactional
    public Response again(@RestPath UUID mail, @RestForm("return") @Nullable String back) {
        Person me = person.require();
        Resend outcome = about(me, mail).map(about -> deliveries.resend(about, mail, me.email()))
                .orElseGet(Resend.NotFound::new);
        return switch (outcome) {
            case Resend.Queued _ -> back(back);
            case Resend.Hurried _ -> back(back);
            case Resend.TooSoon(var from) -> throw new ProblemException(429, "too-often",
                    "This mail was sent a moment ago. It can be sent again from " + Instants.minute(from) + ".");
            case Resend.AddressRefuses _ -> Response.seeOther(URI.create("/address")).build();
            case Resend.Forgotten _ -> throw new ProblemException(410, "mail-forgotten",
                    "This mail is too old to be sent again: its words are no longer kept. What it was about is on the page of "
                            + "your request or grant.");
            case Resend.NotFound _ -> throw ProblemException.notFound("There is no such mail of yours.");
        };
    }

    private static Response back(@Nullable String page) {
        return Response.seeOther(page == null || page.isEmpty() ? URI.create("/me#my-mails") : LocalPath.of(page).uri())
                .build();
    }

    private Optional<UUID> about(Person me, UUID mail) {
        return Column.of(database, "select about from outbox_mail where id = :mail and person_id = :me", UUID.class)
                .setParameter("mail", mail).setParameter("me", me.id()).getResultList().stream().findFirst();
    }
}
