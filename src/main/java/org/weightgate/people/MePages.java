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

import org.weightgate.web.Problem.FieldError;

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

        static native TemplateInstance erase(Person person, List<LeftBehind.Duty> leaves, List<FieldError> errors,
                boolean leaving);
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
        Person me = person.require();
        return Response.ok(Templates.erase(me, erasure.leaves(me), List.of(), false)).build();
    }

    @POST
    @Path("erase")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response erase(MultivaluedMap<String, String> fields) {
        if (!fresh.isFresh()) {
            return Response.seeOther(FreshSignIn.address("/me/erase")).build();
        }
        Person me = person.require();
        boolean leaving = "yes".equals(fields.getFirst("leave"));
        if (!"yes".equals(fields.getFirst("sure"))) {
            return refused(me, leaving, 422, new FieldError("sure", "Tick the box to say that you are sure."));
        }
        if (!erasure.erase(me, leaving)) {
            return refused(me, leaving, 409, new FieldError("leave",
                    "Hand over what only you look after, or tick the box to leave it to the administrators."));
        }
        return Response.fromResponse(signOut.everywhere()).cookie(Farewell.said()).build();
    }

    private Response refused(Person me, boolean leaving, int status, FieldError error) {
        return Response.status(status).entity(Templates.erase(me, erasure.leaves(me), List.of(error), leaving)).build();
    }
}
