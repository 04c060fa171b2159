package org.weightgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ObjectInputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.SessionOnly;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.security.Authenticated;

/// The rooms of the house and the doors between them.
class ArchitectureTest {

    private static final String ROOT = "org.weightgate.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.weightgate");

    private static final Map<String, Set<String>> MAY_REACH = Map.ofEntries(
            Map.entry("manifest", Set.of()),
            Map.entry("loader", Set.of("manifest")),
            Map.entry("web", Set.of()),
            Map.entry("events", Set.of("web")),
            Map.entry("notices", Set.of("web", "events")),
            Map.entry("people", Set.of("web", "events", "notices")),
            Map.entry("catalogue", Set.of("manifest", "people", "web", "events", "notices")),
            Map.entry("requests", Set.of("catalogue", "people", "web", "events", "notices")),
            Map.entry("grants", Set.of("catalogue", "people", "web", "events", "notices")),
            Map.entry("review", Set.of("requests", "grants", "catalogue", "people", "web", "events", "notices")),
            Map.entry("downloads", Set.of("grants", "catalogue", "manifest", "people", "web", "events", "notices")),
            Map.entry("jobs", Set.of("grants", "catalogue", "people", "web", "events")),
            Map.entry("hub",
                    Set.of("downloads", "grants", "requests", "review", "catalogue", "manifest", "people", "events", "web")));

    @Test
    void everyRoomReachesOnlyTheRoomsItMay() {
        var violations = new TreeMap<String, Set<String>>();
        for (JavaClass origin : CLASSES) {
            for (var dependency : origin.getDirectDependenciesFromSelf()) {
                String from = room(origin);
                String to = room(dependency.getTargetClass());
                if (!to.isEmpty() && !from.equals(to) && !MAY_REACH.getOrDefault(from, Set.of()).contains(to)) {
                    violations.computeIfAbsent(from + " -> " + to, _ -> new TreeSet<>()).add(dependency.getDescription());
                }
            }
        }

        assertThat(violations).isEmpty();
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching("org.weightgate.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void loaderAndManifestStandOnTheJdkAlone() {
        classes().that().resideInAnyPackage(ROOT + "loader..", ROOT + "manifest..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "javax.crypto..", "javax.security.auth.x500..",
                        "jdk.incubator.vector..", "picocli..",
                        "com.fasterxml.jackson.core..", "org.jspecify.annotations..", ROOT + "loader..", ROOT + "manifest.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses().that(not(resideInAPackage(ROOT + "loader.cli..")))
                .should().dependOnClassesThat().resideInAPackage("picocli..").check(CLASSES);
    }

    @Test
    void nothingDeserialisesJavaObjects() {
        noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class).check(CLASSES);
    }

    /// Otherwise a token made for one thing opens another.
    @Test
    void everyDoorSaysWhichAccessTokensItOpensTo() {
        var silent = new TreeSet<String>();
        for (JavaClass type : CLASSES.that(annotatedWith(Path.class))) {
            for (JavaMethod method : type.getMethods()) {
                if (method.isMetaAnnotatedWith(HttpMethod.class) && !saysWhichTokens(method)) {
                    silent.add(method.getFullName());
                }
            }
        }

        assertThat(silent).isEmpty();
    }

    private static boolean saysWhichTokens(JavaMethod method) {
        JavaClass owner = method.getOwner();
        boolean closed = method.isAnnotatedWith(Authenticated.class) || method.isAnnotatedWith(RolesAllowed.class);
        return Stream.of(NeedsScope.class, SessionOnly.class)
                .anyMatch(word -> method.isAnnotatedWith(word) || owner.isAnnotatedWith(word))
                || method.isAnnotatedWith(PermitAll.class) || (owner.isAnnotatedWith(PermitAll.class) && !closed);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT)) {
            return "";
        }
        String below = name.substring(ROOT.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
