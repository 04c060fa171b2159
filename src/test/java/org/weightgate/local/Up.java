package org.weightgate.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// `weightgate up`: the whole portal on this machine, with demo people and models, until it is told to stop.
public final class Up {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Path checkout;
    private final UpOptions options;
    private final PrintStream out;
    private @Nullable Parts parts;
    private @Nullable Child portal;
    private boolean stopping;

    private Up(Path checkout, UpOptions options, PrintStream out) {
        this.checkout = checkout;
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) {
        var checkout = Path.of(System.getProperty("weightgate.checkout", "")).toAbsolutePath().normalize();
        try {
            new Up(checkout, UpOptions.parse(List.of(arguments), checkout), System.out).run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + UpOptions.USAGE);
            System.exit(2);
        } catch (IOException e) {
            System.err.println(e instanceof PartFailure ? e.getMessage() : "Weightgate cannot start: " + e);
            System.exit(1);
        }
    }

    private void run() throws IOException {
        PortalProcess.requireBuilt(checkout);
        try (var data = DataDirectory.open(options.data())) {
            var book = new ProcessBook(data.resolve("processes"));
            int orphans = book.endOrphans();
            if (orphans > 0) {
                say("Ended " + orphans + " processes a killed run had left behind.");
            }
            if (options.fresh()) {
                data.clear();
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
            start(data, book);
        }
    }

    private void start(DataDirectory data, ProcessBook book) throws IOException {
        say("Starting PostgreSQL, Keycloak, S3, mail and the portal; logs are in " + data.resolve("logs") + ".");
        var secrets = Secrets.of(data.resolve("secrets.properties"));
        Parts.prepare(checkout, data, secrets, book);
        PartPorts ports = PartPorts.preferred(options.port(), Stock.of(checkout));
        if (ports.portal() != options.port()) {
            say("Port " + options.port() + " is taken, so the portal is at " + ports.portalUrl() + ".");
        }
        Parts started = begin(data, secrets, ports, book);
        started.await("postgres");
        var process = new PortalProcess(checkout, data, started, book);
        keep(process.start());
        started.awaitAll();
        new Seed(checkout, data, ports.portalUrl(), book, this::say).plant();
        announce(data, ports, started);
        watch(process, started);
    }

    private synchronized Parts begin(DataDirectory data, Secrets secrets, PartPorts ports, ProcessBook book)
            throws IOException {
        Parts begun = Parts.begin(checkout, data, secrets, ports, book);
        parts = begun;
        return begun;
    }

    private synchronized Child keep(Child child) {
        portal = child;
        if (stopping) {
            child.close();
        }
        return child;
    }

    /// Starts the portal again whenever it ends; gives up when a part it cannot do without has ended.
    private void watch(PortalProcess process, Parts started) throws IOException {
        while (true) {
            pause();
            Child current = portal;
            if (current != null && !current.process().isAlive()) {
                pause();
                if (isStopping()) {
                    return;
                }
                say("The portal ended (exit " + current.process().exitValue() + "); starting it again.");
                Child next = keep(process.start());
                say("The portal is back.");
                if (options.json()) {
                    out.println(Json.write(event("portal-restarted", Map.of("pid", next.pid()))));
                }
            }
            for (String name : Parts.NAMES) {
                if (!started.await(name).process().isAlive() && !isStopping()) {
                    pause();
                    if (!isStopping()) {
                        throw started.await(name).failure("ended unexpectedly, so everything is stopped");
                    }
                }
            }
        }
    }

    private void announce(DataDirectory data, PartPorts ports, Parts started) throws IOException {
        if (options.json()) {
            var pids = new LinkedHashMap<String, Object>();
            Child running = portal;
            pids.put("portal", running == null ? 0L : running.pid());
            for (String name : Parts.NAMES) {
                pids.put(name, started.await(name).pid());
            }
            var facts = new LinkedHashMap<String, Object>();
            facts.put("portal", ports.portalUrl());
            facts.put("keycloak", Keycloak.url(ports.keycloak()));
            facts.put("s3", started.s3());
            facts.put("mail", ports.mailUrl());
            facts.put("pids", pids);
            out.println(Json.write(event("ready", facts)));
        } else {
            out.println(new Announcement(checkout, data, ports, started.s3()).text());
            out.println("ready");
        }
        out.flush();
    }

    private static Map<String, Object> event(String name, Map<String, Object> facts) {
        var event = new LinkedHashMap<String, Object>();
        event.put("event", name);
        event.putAll(facts);
        return event;
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private void stop() {
        Child running;
        Parts begun;
        synchronized (this) {
            stopping = true;
            running = portal;
            begun = parts;
        }
        if (running != null) {
            running.close();
        }
        if (begun != null) {
            begun.close();
        }
    }

    private static void pause() throws PartFailure {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("Weightgate was interrupted.", e);
        }
    }

    private void say(String sentence) {
        System.err.println(sentence);
    }
}
