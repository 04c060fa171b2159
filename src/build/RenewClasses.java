import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// `java RenewClasses.java JAR`: gives the jar's oldest classes a format that Java's cache of loaded classes takes (JEP 514), which is
/// Java 6's or newer, and with it the table that makes checking them quick. What they do stays the same.
final class RenewClasses {

    private static final int NEW = ClassFile.JAVA_8_VERSION;
    private static final int MAJOR_VERSION = 7;

    private RenewClasses() {
    }

    static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path renewed = jar.resolveSibling(jar.getFileName() + ".renewed");
        try (var classes = new URLClassLoader(new URL[] { jar.toUri().toURL() });
                var from = new ZipFile(jar.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(renewed))) {
            ClassFile format = ClassFile.of(ConstantPoolSharingOption.NEW_POOL,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (ZipEntry entry : Collections.list(from.entries())) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                var copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                to.putNextEntry(copy);
                to.write(isOld(entry, bytes) ? renewed(format, bytes) : bytes);
            }
        }
        Files.move(renewed, jar, REPLACE_EXISTING);
    }

    private static boolean isOld(ZipEntry entry, byte[] bytes) {
        return entry.getName().endsWith(".class") && bytes[MAJOR_VERSION] < ClassFile.JAVA_6_VERSION;
    }

    /// Written from its parts, so that the tables are made that the newer format demands.
    private static byte[] renewed(ClassFile format, byte[] bytes) {
        return format.transformClass(format.parse(bytes), ClassTransform.transformingMethodBodies((code, part) -> code.with(part))
                .andThen(ClassTransform.endHandler(built -> built.withVersion(NEW, 0))));
    }
}
