package org.weightgate.grants;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.TypedForm;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// What the pages about bans show, everywhere or on one model. Nothing is banned before its preview was seen.
@ApplicationScoped
class BanAnswers {

    private final BanDesk desk;
    private final CurrentPerson person;
    private final KeptForms kept;
    private final TypedForm typed;

    BanAnswers(BanDesk desk, CurrentPerson person, KeptForms kept, TypedForm typed) {
        this.desk = desk;
        this.person = person;
        this.kept = kept;
        this.typed = typed;
    }

    @CheckedTemplate(basePath = "grants")
    static class Templates {

        static native TemplateInstance bans(BanList bans);

        static native TemplateInstance banPreview(BanPreview preview, BanForm form, String path);

        static native TemplateInstance liftBan(BanRow ban, String path);
    }

    TemplateInstance askToLift(@Nullable Model model, UUID id) {
        return Templates.liftBan(desk.row(model, id), BanDesk.path(model));
    }

    Response list(@Nullable Model model, @Nullable UUID after, @Nullable UUID form) {
        BanForm shown = kept.of(person.require(), BanDesk.path(model), form).map(BanForm::typed).orElse(BanForm.EMPTY);
        return Response.ok(Templates.bans(desk.list(model, Optional.ofNullable(after), shown))).build();
    }

    Response ban(@Nullable Model model, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        BanForm form = BanForm.typed(fields);
        try {
            if (!"place".equals(fields.getFirst("step"))) {
                return Response.ok(Templates.banPreview(desk.preview(model, form), form, BanDesk.path(model))).build();
            }
            desk.place(model, form, "");
            return Response.seeOther(URI.create(BanDesk.path(model))).build();
        } catch (BanRefusedException refused) {
            return Response.status(refused.status())
                    .entity(Templates.bans(desk.list(model, Optional.empty(), desk.refused(form, refused))))
                    .build();
        }
    }

    Response lift(@Nullable Model model, UUID id, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        desk.lift(model, id, "");
        return Response.seeOther(URI.create(BanDesk.path(model))).build();
    }
}
