package org.weightgate.people;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.weightgate.people.KeptTexts.Kept;

/// A page of ours into which goes what somebody typed on it before. Hidden fields stay the new page's, and what was agreed to has
/// to be agreed to again.
final class FilledPage {

    private static final Set<String> TYPED = Set.of("", "text", "email", "search", "url", "tel", "number", "date");
    private static final String NOTHING_DONE = "You were signed out when you sent this, so nothing was done.";

    private final Document page;
    private final String path;

    FilledPage(String html, String path) {
        this.page = Jsoup.parse(html);
        this.path = path;
        page.outputSettings().prettyPrint(false);
    }

    String html() {
        return page.outerHtml();
    }

    /// Into the form that sends to the same address and means the same; false when the page has none, or looks after it itself.
    boolean fillIn(Kept kept) {
        Optional<Element> form = page.select("form[method=post]:not([data-kept])").stream()
                .filter(one -> (one.attr("action").isEmpty() ? path : one.attr("action")).equals(kept.path()))
                .max(Comparator.comparingLong(one -> alike(one, kept.fields())));
        form.ifPresent(found -> fillIn(found, kept.fields()));
        return form.isPresent() || !page.select("form[data-kept]").isEmpty();
    }

    private static long alike(Element form, MultivaluedMap<String, String> sent) {
        return form.select("input[type=hidden]").stream()
                .filter(hidden -> sent.getOrDefault(hidden.attr("name"), List.of()).contains(hidden.attr("value"))).count();
    }

    private void fillIn(Element form, MultivaluedMap<String, String> sent) {
        Map<String, Integer> places = new HashMap<>();
        for (Element control : form.select("textarea, select, input")) {
            List<String> values = sent.getOrDefault(control.attr("name"), List.of());
            String type = control.attr("type");
            if (control.is("input") && (type.equals("checkbox") || type.equals("radio"))) {
                tick(control, values);
                continue;
            }
            int place = places.merge(control.attr("name"), 1, Integer::sum) - 1;
            if (place < values.size()) {
                write(control, type, values.get(place));
            }
        }
        form.parents().stream().filter(around -> around.is("details")).forEach(folded -> folded.attr("open", ""));
        form.prependElement("p").addClass("banner").addClass("you").attr("id", SignedOutForms.PLACE).attr("role", "status")
                .text(NOTHING_DONE + " What you typed is in its place again: look at it, and send it again.");
    }

    private static void tick(Element box, List<String> values) {
        if (!box.hasAttr("required")) {
            box.attr("checked", values.contains(box.hasAttr("value") ? box.attr("value") : "on"));
        }
    }

    private static void write(Element control, String type, String value) {
        if (control.is("textarea")) {
            control.text(value);
        } else if (control.is("select")) {
            control.select("option").stream().filter(option -> option.val().equals(value)).findFirst().ifPresent(chosen -> {
                control.select("option[selected]").removeAttr("selected");
                chosen.attr("selected", "");
            });
        } else if (TYPED.contains(type)) {
            control.attr("value", value);
        }
    }

    /// Whether its sender is brought here, though the form may be gone.
    boolean isPlaceOf(Kept kept) {
        return kept.page().replaceFirst("\\?.*", "").equals(path);
    }

    /// At the top, in words, where no form takes it any more.
    boolean quote(Kept kept) {
        Element main = page.selectFirst("main");
        List<String> words = kept.fields().values().stream().flatMap(List::stream).filter(value -> value.strip().contains(" "))
                .toList();
        if (main == null || words.isEmpty()) {
            return false;
        }
        Element box = main.prependElement("div").addClass("banner").addClass("you").attr("id", SignedOutForms.PLACE)
                .attr("role", "status");
        box.appendElement("p")
                .text(NOTHING_DONE + " Its form is not here any more. This is what you typed; copy what you need.");
        words.forEach(value -> box.appendElement("blockquote").addClass("as-written").text(value));
        return true;
    }
}
