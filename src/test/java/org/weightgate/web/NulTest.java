package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.jboss.resteasy.reactive.RestQuery;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.test.junit.QuarkusTest;

/// Every address of the portal is asked for with the one character that PostgreSQL cannot hold, in every place that varies.
@QuarkusTest
class NulTest {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)[^}]*}");

    @Inject
    Stage stage;

    private record Asked(String method, String address) {
    }

    @Test
    void noneIsAnErrorOfOurs() {
        Model model = stage.model();
        stage.release(model, "1.0.0", Map.of("a.bin", "x"));
        Map<String, String> known = Map.of("namespace", "lab", "name", model.fullName().substring(4), "version", "1.0.0",
                "revision", "main", "door", "resolve", "path", "a.bin", "status", "pending", "act", "revoke");
        Map<String, String> everyRole = SignIn
                .as(TestPeople.create("nul", "reviewer", "publisher", "auditor", "admin").username());
        var failed = new TreeSet<String>();

        List<Asked> asked = addresses().flatMap(template -> variants(template, known)).distinct().toList();
        for (Asked one : asked) {
            int status = SignIn.request(everyRole).urlEncodingEnabled(false).redirects().follow(false)
                    .request(one.method(), one.address()).statusCode();
            if (status >= 500) {
                failed.add(status + " " + one);
            }
        }

        assertThat(asked).hasSizeGreaterThan(150);
        assertThat(failed).isEmpty();
    }

    /// @param path     as it is declared, with its variables
    /// @param queries  the names of what may stand behind the question mark
    private record Template(String method, String path, List<String> queries) {
    }

    private static Stream<Template> addresses() {
        return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.weightgate").stream().filter(type -> type.isAnnotatedWith(Path.class))
                .map(JavaClass::reflect)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()).flatMap(method -> template(type, method).stream()));
    }

    private static Optional<Template> template(Class<?> type, Method method) {
        return Stream.of(method.getAnnotations()).map(word -> word.annotationType().getAnnotation(HttpMethod.class))
                .filter(word -> word != null).findFirst().map(word -> {
                    Path below = method.getAnnotation(Path.class);
                    String path = "/" + type.getAnnotation(Path.class).value() + "/" + (below == null ? "" : below.value());
                    String clean = path.replaceAll("/+", "/");
                    return new Template(word.value(), clean.length() > 1 ? clean.replaceAll("/$", "") : clean, queries(method));
                });
    }

    private static List<String> queries(Method method) {
        var names = new ArrayList<String>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam named = parameter.getAnnotation(QueryParam.class);
            if (named != null) {
                names.add(named.value());
            }
            RestQuery query = parameter.getAnnotation(RestQuery.class);
            if (query != null) {
                names.add(query.value().isEmpty() ? parameter.getName() : query.value());
            }
        }
        return names;
    }

    private static Stream<Asked> variants(Template template, Map<String, String> known) {
        List<String> variables = VARIABLE.matcher(template.path()).results().map(found -> found.group(1)).toList();
        Stream<Asked> inPath = variables.stream()
                .map(variable -> new Asked(template.method(), filled(template.path(), known, variable)));
        Stream<Asked> inQuery = template.queries().stream()
                .map(name -> new Asked(template.method(), filled(template.path(), known, "") + "?" + name + "=a%00b"));
        return Stream.concat(inPath, inQuery);
    }

    private static String filled(String path, Map<String, String> known, String odd) {
        return VARIABLE.matcher(path).replaceAll(found -> Matcher.quoteReplacement(found.group(1).equals(odd) ? "a%00b"
                : known.getOrDefault(found.group(1), UUID.randomUUID().toString())));
    }
}
