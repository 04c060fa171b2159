package org.weightgate.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loader as a library: a project of somebody else's that names `weightgate-loader` in its POM.
class LoaderJarIT {

    private static final String VERSION = System.getProperty("weightgate.version", "");
    private static final String REPOSITORY = System.getProperty("weightgate.repository", "");

    private static final String PROGRAM = """
            import java.nio.file.Files;
            import java.nio.file.Path;
            import org.weightgate.loader.GenerationOptions;
            import org.weightgate.loader.Model;
            import org.weightgate.loader.Session;
            import org.weightgate.manifest.SignerKey;
            import org.weightgate.manifest.TrustedKeys;

            class Story {
                public static void main(String[] arguments) throws Exception {
                    TrustedKeys trust = TrustedKeys.of(SignerKey.ofPem(Files.readString(Path.of(arguments[1]))));
                    try (Model model = Model.open(Path.of(arguments[0]), trust); Session session = model.session()) {
                        System.out.println(session.generate(arguments[2], GenerationOptions.DEFAULT.withMaxTokens(20)).tokens());
                    }
                }
            }
            """;

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>story</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
                <dependency>
                  <groupId>org.weightgate</groupId>
                  <artifactId>weightgate-loader</artifactId>
                  <version>LOADER</version>
                </dependency>
              </dependencies>
              <build>
                <plugins>
                  <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
                  <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
                </plugins>
              </build>
            </project>
            """;

    @TempDir
    Path folder;

    @Test
    void aProjectUsesItAndGetsNoServerWithIt() throws Exception {
        install();
        Path project = Files.createDirectories(folder.resolve("project/src/main/java"));
        Files.writeString(project.resolve("Story.java"), PROGRAM);
        Files.writeString(folder.resolve("project/pom.xml"), POM.replace("LOADER", VERSION));

        maven("compile", "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:tree", "-DoutputFile=tree.txt",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies", "-DoutputDirectory=jars");

        String tree = Files.readString(folder.resolve("project/tree.txt"));
        assertThat(tree).contains("org.weightgate:weightgate-loader", "jackson-core").doesNotContain("quarkus", "picocli",
                "hibernate", "awssdk");
        assertThat(tree.lines().count()).isLessThanOrEqualTo(4);

        var signed = new SignedModel(Files.createDirectory(folder.resolve("model")));
        Path key = Files.writeString(folder.resolve("key.pub"), signed.key.signer().pem());
        String vector = java(List.of("--add-modules", "jdk.incubator.vector"), key);
        String plain = java(List.of(), key);
        assertThat(vector).matches("\\[\\d+(, \\d+){19}]\\n");
        assertThat(plain).isEqualTo(vector);
    }

    /// Where Maven looks first; everything else comes from the repository of this build.
    private void install() throws IOException {
        Path place = Files.createDirectories(
                folder.resolve("repository/org/weightgate/weightgate-loader").resolve(VERSION));
        Files.copy(Path.of("target", "weightgate-loader.jar"), place.resolve("weightgate-loader-" + VERSION + ".jar"));
        Files.copy(Path.of("target", "loader", "pom.xml"), place.resolve("weightgate-loader-" + VERSION + ".pom"));
    }

    private void maven(String... goals) throws Exception {
        var command = new ArrayList<>(List.of(Path.of("mvnw").toAbsolutePath().toString(), "-B", "-ntp", "-q",
                "-Dmaven.repo.local=" + folder.resolve("repository"), "-Dmaven.repo.local.tail=" + REPOSITORY));
        command.addAll(List.of(goals));
        run(command, folder.resolve("project"));
    }

    private String java(List<String> options, Path key) throws Exception {
        try (Stream<Path> jars = Files.list(folder.resolve("project/jars"))) {
            String path = Stream.concat(Stream.of(folder.resolve("project/target/classes")), jars).map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", path, "Story", folder.resolve("model").toString(), key.toString(),
                    SignedModel.PROMPT));
            return run(command, folder);
        }
    }

    private String run(List<String> command, Path directory) throws Exception {
        Path out = Files.createTempFile(folder, "out", null);
        Path err = Files.createTempFile(folder, "err", null);
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out) + Files.readString(err)).isZero();
        return Files.readString(out);
    }
}
