package org.weightgate.catalogue;

import java.util.List;
import java.util.Map;

import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;
import org.weightgate.web.PlainText;

import io.quarkus.qute.RawString;

/// A publisher's Markdown as safe HTML: HTML in it is shown, not run; addresses are http, https or mail; pictures become links,
/// so that opening a page tells nobody else about it.
final class Markdown {

    private static final int HEADINGS_BELOW_PAGE = 2;
    private static final Parser PARSER = Parser.builder().extensions(List.of(TablesExtension.create()))
            .maxOpenBlockParsers(50).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(List.of(TablesExtension.create()))
            .escapeHtml(true).sanitizeUrls(true)
            .urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto")))
            .attributeProviderFactory(_ -> Markdown::foreign).build();

    private Markdown() {
    }

    static RawString html(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new Tame());
        // what turns the direction of a page around may also be written as a reference
        return new RawString(PlainText.lines(RENDERER.render(document)));
    }

    private static void foreign(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Link && tag.equals("a")) {
            attributes.put("rel", "nofollow noopener noreferrer");
        }
        // a long line scrolls inside its block, which the keyboard has to reach
        if (tag.equals("pre")) {
            attributes.put("tabindex", "0");
        }
    }

    private static final class Tame extends AbstractVisitor {

        @Override
        public void visit(Heading heading) {
            heading.setLevel(Math.min(6, heading.getLevel() + HEADINGS_BELOW_PAGE));
            visitChildren(heading);
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
            var link = new Link(image.getDestination(), image.getTitle());
            Node child = image.getFirstChild();
            while (child != null) {
                Node next = child.getNext();
                link.appendChild(child);
                child = next;
            }
            image.insertBefore(link);
            image.unlink();
        }
    }
}
