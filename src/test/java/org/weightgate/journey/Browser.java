package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;

/// A real Chromium; every page looked at is checked for accessibility and for words in the console.
final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String TOO_WIDE = """
            document.documentElement.scrollWidth <= window.innerWidth ? "" : [...document.querySelectorAll("main *")]
              .filter(e => e.getBoundingClientRect().right > window.innerWidth).slice(0, 6)
              .map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join("; ") || "something"
            """;

    private static final String SQUEEZED = """
            [...document.querySelectorAll("main *")].filter(e => e.children.length === 0 && e.textContent.trim().length > 20)
              .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.width > 1 && box.width < 56 && box.height > 160)
              .map(([e]) => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join("; ")
            """;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    static Browser open() {
        var playwright = Playwright
                .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable())
                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        return new Browser(playwright, chromium);
    }

    private static Path executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> Stream.of("/usr/bin", "/usr/local/bin", "/snap/bin").map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new AssertionError("no Chromium: install one (Debian: apt-get install chromium)"));
    }

    /// A person's own window: no cookie is shared with another.
    Window window() {
        return new Window(chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(1024, 800).setLocale("en-GB").setTimezoneId("Europe/Berlin")
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }

    static final class Window implements AutoCloseable {

        private final BrowserContext context;
        private final Page page;
        private final List<String> complaints = new ArrayList<>();

        private Window(BrowserContext context) {
            this.context = context;
            this.page = context.newPage();
            page.onConsoleMessage(message -> {
                // a page that answers 422 or 404 is noted as a failed load; what the policy refused is what matters
                if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                    complaints.add(message.text() + " at " + page.url());
                }
            });
        }

        Page page() {
            return page;
        }

        /// Brings the session of somebody who has signed in elsewhere.
        void carry(String portal, Map<String, String> cookies) {
            context.addCookies(cookies.entrySet().stream()
                    .map(cookie -> new Cookie(cookie.getKey(), cookie.getValue()).setUrl(portal)).toList());
        }

        /// Checks the page as it stands, light and dark, at three widths, and keeps its pictures.
        void look(String name) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                var violations = new AxeBuilder(page).withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze().getViolations();
                assertThat(violations).as("accessibility of %s, %s", name, scheme)
                        .allSatisfy(violation -> assertThat(violation.getNodes().stream().map(node -> node.getHtml()).toList())
                                .as(violation.getId() + ": " + violation.getHelp()).isEmpty());
                for (int width : new int[] { 360, 1024, 1600 }) {
                    page.setViewportSize(width, 800);
                    assertThat(page.evaluate(TOO_WIDE)).as("what makes %s scroll sideways at %d px", name, width)
                            .isEqualTo("");
                    assertThat(page.evaluate(SQUEEZED)).as("what is a few letters wide in %s at %d px", name, width)
                            .isEqualTo("");
                    page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                            .setPath(SCREENSHOTS.resolve(
                                    "%s-%d-%s.png".formatted(name, width, scheme.name().toLowerCase(Locale.ROOT)))));
                }
                page.setViewportSize(1024, 800);
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            assertThat(complaints).as("the console of " + name).isEmpty();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
