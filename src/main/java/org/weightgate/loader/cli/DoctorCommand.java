package org.weightgate.loader.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.weightgate.loader.transfer.AccessRefusedException;
import org.weightgate.loader.transfer.BlobCache;
import org.weightgate.loader.transfer.InvalidAddressException;
import org.weightgate.loader.transfer.Portal;
import org.weightgate.loader.transfer.ReleaseAddress;
import org.weightgate.loader.transfer.StoreProbe;
import org.weightgate.loader.transfer.TransferException;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate doctor`: looks at everything a download needs and says what to do about what is wrong.
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false, description = "Check proxy, portal, clock, sign-in, access, keys, disk and object store, and say what to do.")
final class DoctorCommand implements Callable<Integer> {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);
    private static final int MOST = 10_000;
    private static final long LITTLE_SPACE = 1L << 30;

    private enum Verdict {
        GOOD("ok  "),
        NOTE("note"),
        BAD("BAD ");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    @Parameters(arity = "0..1", paramLabel = "NS/NAME", description = "A model you want to download; otherwise the first you have access to.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--to", paramLabel = "DIR", description = "Where you want to download to; here otherwise.")
    private Path to = Path.of("");

    @Mixin
    private Output output = new Output();

    private int exit = Exit.DONE;
    /// The only ones a job's token is for.
    private List<String> models = List.of();

    @Override
    public Integer call() throws Exception {
        java();
        proxy();
        keys();
        disk(to.toAbsolutePath().normalize(), "disk");
        Optional<Portal> portal = portal();
        if (portal.isPresent() && clock(portal.get()) && signIn(portal.get())) {
            access(portal.get());
        }
        output.say(exit == Exit.DONE ? "Nothing is in the way." : "Start with the first line marked BAD.");
        output.event("done", "exit", exit);
        return exit;
    }

    private void tell(Verdict verdict, String what, String words) {
        output.say(verdict.word + "  " + what + ": " + words);
        output.event("check", "what", what, "verdict", verdict.name().toLowerCase(Locale.ROOT), "words", words);
    }

    private void bad(int code, String what, String words) {
        exit = exit == Exit.DONE ? code : exit;
        tell(Verdict.BAD, what, words);
    }

    private void java() {
        String store = System.getProperty("javax.net.ssl.trustStore");
        tell(Verdict.GOOD, "java", Runtime.version() + (store == null ? ", with its own certificate authorities"
                : ", with the certificate authorities of " + store));
        if (store != null) {
            trustStore(store);
        }
    }

    private void trustStore(String store) {
        if (!Files.isRegularFile(Path.of(store)) || !Files.isReadable(Path.of(store))) {
            bad(Exit.USAGE, "java",
                    "there is no readable file " + store + ": correct -Djavax.net.ssl.trustStore in JDK_JAVA_OPTIONS");
            return;
        }
        String password = System.getProperty("javax.net.ssl.trustStorePassword");
        try {
            if (KeyStore.getInstance(new File(store), password == null ? null : password.toCharArray()).size() == 0) {
                bad(Exit.USAGE, "java", "no authority can be read from " + store + ": a PKCS#12 file needs"
                        + " -Djavax.net.ssl.trustStorePassword=... beside it in JDK_JAVA_OPTIONS");
            }
        } catch (GeneralSecurityException | IOException unreadable) {
            bad(Exit.USAGE, "java", store + " cannot be read as a trust store: make it with keytool -importcert, and give its"
                    + " password as -Djavax.net.ssl.trustStorePassword=... in JDK_JAVA_OPTIONS");
        }
    }

    private void proxy() {
        String unreadable = System.getProperty("weightgate.proxy.unreadable");
        if (unreadable != null) {
            bad(Exit.USAGE, "proxy", "the environment's " + unreadable + " is no address: write it as http://host:port");
            return;
        }
        String host = System.getProperty("https.proxyHost", System.getProperty("http.proxyHost", ""));
        tell(Verdict.GOOD, "proxy",
                host.isEmpty() ? "none (set HTTPS_PROXY, or https.proxyHost in JDK_JAVA_OPTIONS, if your network"
                        + " needs one)"
                        : host + ":" + System.getProperty("https.proxyPort", System.getProperty("http.proxyPort", "80"))
                                + ", but not for " + System.getProperty("http.nonProxyHosts", "this machine"));
    }

    private void keys() {
        try {
            Instant now = Instant.now();
            List<KeyRing.Entry> entries = new KeyRing(UserFolder.find(System.getenv())).entries();
            long ended = entries.stream().filter(entry -> entry.isOver(now)).count();
            long unconfirmed = entries.stream().filter(entry -> entry.how().equals(KeyRing.How.TRUST_ON_FIRST_USE.text()))
                    .count();
            if (entries.size() == ended) {
                bad(Exit.VERIFICATION, "keys", (ended == 0 ? "you trust no publisher yet" : "all keys you trusted have ended")
                        + ": get the publisher's key from their own site, and add it with: weightgate keys add FILE");
                return;
            }
            tell(unconfirmed + ended == 0 ? Verdict.GOOD : Verdict.NOTE, "keys", (entries.size() - ended) + " trusted"
                    + (ended == 0 ? "" : ", " + ended + " ended (add the publisher's newer list)")
                    + (unconfirmed == 0 ? ""
                            : ", " + unconfirmed + " never confirmed: compare its fingerprint, see weightgate keys"
                                    + " list"));
        } catch (IOException | CommandFailure broken) {
            bad(Exit.UNEXPECTED, "keys", String.valueOf(broken.getMessage()));
        }
    }

    private void disk(Path folder, String what) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            if (!Files.isWritable(there)) {
                bad(Exit.USAGE, what, there + " cannot be written to: choose another folder with --to");
                return;
            }
            tell(free < LITTLE_SPACE ? Verdict.NOTE : Verdict.GOOD, what, Progress.size(free) + " free at " + there
                    + "; files shared between downloads are kept at " + BlobCache.usualFolder(System.getenv()));
        } catch (IOException unreadable) {
            bad(Exit.UNEXPECTED, what, there + " cannot be looked at: " + unreadable.getMessage());
        }
    }

    private Optional<Portal> portal() {
        try {
            Portal portal = PortalAccess.open();
            credentials(portal);
            return Optional.of(portal);
        } catch (CommandFailure | InvalidAddressException | ManifestFormatException | IOException unusable) {
            bad(Exit.USAGE, "portal", String.valueOf(unusable.getMessage()));
            return Optional.empty();
        }
    }

    private void credentials(Portal portal) throws IOException {
        Path file = UserFolder.find(System.getenv()).resolve("credentials.json");
        if (Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.GROUP_READ) || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                bad(Exit.USAGE, "sign-in", "others can read your token in " + file + ": chmod 600 it, then sign in anew with"
                        + " weightgate login and revoke the old token at " + portal.address() + "/tokens");
            }
        }
    }

    private boolean clock(Portal portal) {
        try {
            long begun = System.nanoTime();
            Optional<Instant> time = portal.time();
            long milliseconds = (System.nanoTime() - begun) / 1_000_000;
            tell(Verdict.GOOD, "portal", portal.address() + " answers in " + milliseconds + " ms");
            Duration off = time.map(now -> Duration.between(now, Instant.now())).orElse(Duration.ZERO);
            if (off.abs().compareTo(CLOCK_TOLERANCE) > 0) {
                tell(Verdict.NOTE, "clock", "this machine's clock is " + off.abs().toSeconds() + " s "
                        + (off.isNegative() ? "behind" : "ahead of")
                        + " the portal's: set it, or addresses seem to end too early");
            } else {
                tell(Verdict.GOOD, "clock", "within a minute of the portal's");
            }
            return true;
        } catch (TransferException unreachable) {
            bad(Exit.NETWORK, "portal", String.valueOf(unreachable.getMessage()));
            return false;
        }
    }

    private boolean signIn(Portal portal) {
        try {
            JsonObject person = portal.get("/api/whoami-v2");
            models = jobModels(person);
            tell(Verdict.GOOD, "sign-in", "you are " + Printable.of(person.text("name", 512), 200)
                    + (System.getenv("WEIGHTGATE_TOKEN") == null ? "" : ", by WEIGHTGATE_TOKEN")
                    + (models.isEmpty() ? "" : ", which is a job's, for " + String.join(", ", models)));
            return true;
        } catch (AccessRefusedException refused) {
            bad(Exit.REFUSED, "sign-in", String.valueOf(refused.getMessage()));
        } catch (TransferException | ManifestFormatException broken) {
            bad(Exit.NETWORK, "sign-in", String.valueOf(broken.getMessage()));
        }
        return false;
    }

    private static List<String> jobModels(JsonObject person) throws ManifestFormatException {
        Optional<JsonObject> auth = person.optionalObject("auth");
        Optional<JsonObject> token = auth.isPresent() ? auth.get().optionalObject("accessToken") : Optional.empty();
        if (token.isEmpty() || !token.get().names().contains("models")) {
            return List.of();
        }
        return token.get().texts("models", MOST, 300).stream().map(name -> Printable.of(name, 300)).toList();
    }

    private static List<String> active(Portal portal)
            throws TransferException, AccessRefusedException, ManifestFormatException {
        var active = new ArrayList<String>();
        for (JsonObject grant : portal.get("/api/v1/grants").objects("grants", MOST)) {
            if (grant.text("state", 64).equals("ACTIVE")) {
                active.add(Printable.of(grant.text("model", 300), 300));
            }
        }
        return active;
    }

    private void access(Portal portal) throws CommandFailure {
        try {
            List<String> active = models.isEmpty() ? active(portal) : models;
            String wanted = model.isPresent() ? PortalAccess.release(model.get()).model()
                    : active.isEmpty() ? "" : active.getFirst();
            if (wanted.isEmpty()) {
                tell(Verdict.NOTE, "access", "you may download no model yet: see weightgate models, and apply with weightgate"
                        + " request NS/NAME. The object store can be tried only with access");
                return;
            }
            store(portal, wanted);
        } catch (AccessRefusedException refused) {
            bad(Exit.REFUSED, "access", String.valueOf(refused.getMessage()));
        } catch (TransferException | ManifestFormatException broken) {
            bad(Exit.NETWORK, "access", String.valueOf(broken.getMessage()));
        }
    }

    private void store(Portal portal, String wanted) throws CommandFailure, TransferException, AccessRefusedException {
        ReleaseAddress latest = PortalAccess.release(wanted);
        switch (StoreProbe.probe(portal, latest)) {
            case StoreProbe.Result.NothingOpen _ -> tell(Verdict.NOTE, "access", "no release of " + wanted
                    + " is open at the moment, so nothing of it can be downloaded: its page says what comes next");
            case StoreProbe.Result.Failed(String words) -> {
                tell(Verdict.GOOD, "access", "you may download " + wanted);
                bad(Exit.NETWORK, "store", words + ". The portal can be reached and the store cannot: ask your network's people"
                        + " about that host, or the portal's operators");
            }
            case StoreProbe.Result.Sent _ -> {
                tell(Verdict.GOOD, "access", "you may download " + wanted);
                tell(Verdict.GOOD, "store", "sends bytes of " + wanted + " to this machine");
            }
        }
    }
}
