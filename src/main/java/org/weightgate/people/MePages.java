package org.weightgate.people;

import java.util.Comparator;
import java.util.List;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// A person's own page: everything there is for them, everything that is known about them, and the end of that.
@Path("/me")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class MePages {

    private final CurrentPerson person;
    private final List<MyShelf> shelves;
    private final Erasure erasure;
    private final FreshSignIn fresh;
    private final SignOut signOut;
    private final ObjectMapper json;

    MePages(CurrentPerson person, @All List<MyShelf> shelves, Erasure erasure, FreshSignIn fresh, SignOut signOut,
            ObjectMapper json) {
        this.person = person;
        this.shelves = shelves.stream().sorted(Comparator.comparingInt(MyShelf::order)).toList();
        this.erasure = erasure;
        this.fresh = fresh;
        this.signOut = signOut;
        this.json = json;
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance me(Person person, List<MyShelf.Part> parts);

        static native TemplateInstance erase(Person person, String error);
    }

    @GET
    @Transactional
    public TemplateInstance me() {
        Person me = person.require();
        return Templates.me(me, shelves.stream().map(shelf -> shelf.of(me)).filter(MyShelf.Part::isShown).toList());
    }

    @GET
    @Path("data")
    @Produces(MediaType.APPLICATION_JSON)
    public Response data() throws JsonProcessingException {
        return Response.ok(json.writerWithDefaultPrettyPrinter().writeValueAsString(erasure.export(person.require())))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"weightgate-my-data.json\"").build();
    }

    @GET
    @Path("erase")
    public Response askErase() {
        if (!fresh.isFresh()) {
            return Response.seeOther(FreshSignIn.address("/me/erase")).build();
        }
        return Response.ok(Templates.erase(person.require(), "")).build();
    }

    @POST
    @Path("erase")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response erase(MultivaluedMap<String, String> fields) {
        if (!fresh.isFresh()) {
            return Response.seeOther(FreshSignIn.address("/me/erase")).build();
        }
        Person me = person.require();
        if (!"yes".equals(fields.getFirst("sure"))) {
            return Response.status(422).entity(Templates.erase(me, "Tick the box to say that you are sure.")).build();
        }
        erasure.erase(me);
        return Response.fromResponse(signOut.everywhere()).cookie(Farewell.said()).build();
    }
}
