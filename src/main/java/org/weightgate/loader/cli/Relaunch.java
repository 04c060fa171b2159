package org.weightgate.loader.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.weightgate.loader.llama.Kernel;

import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;

/// Runs a command here or, once, in a child Java that has the vector module, which a jar cannot ask for by itself.
final class Relaunch implements IExecutionStrategy {

    private static final String GUARD = "WEIGHTGATE_RELAUNCHED";
    private static final String MODULE = "jdk.incubator.vector";
    private static final String NOTICE = "WARNING: Using incubator modules: " + MODULE;

    private final String[] arguments;

    Relaunch(String[] arguments) {
        this.arguments = arguments.clone();
    }

    @Override
    public int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        if (asksForHelp || !(last.commandSpec().userObject() instanceof NeedsVectors command && command.needsVectors())
                || hasVectors() || !canHaveVectors()) {
            return here(parsed, last);
        }
        try {
            return inChild();
        } catch (IOException _) {
            return here(parsed, last);
        }
    }

    private static int here(ParseResult parsed, ParseResult command) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError full) {
            throw new ExecutionException(command.commandSpec().commandLine(), String.valueOf(full.getMessage()),
                    CommandFailure.unexpected("Java may use too little memory for this (" + full.getMessage()
                            + "): allow more with -Xmx in JDK_JAVA_OPTIONS."));
        }
    }

    /// Whether this is the Java that was started for the vector module.
    static boolean isChild() {
        return System.getenv(GUARD) != null;
    }

    private static boolean hasVectors() {
        return isChild() || ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /// A Java put together by `jlink` may lack the module: the plain kernels compute then.
    private static boolean canHaveVectors() {
        return ModuleFinder.ofSystem().find(MODULE).isPresent();
    }

    private int inChild() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Java starts with no cache that was written without the module
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOT")).toList());
        command.addAll(Kernel.JAVA_OPTIONS);
        command.addAll(List.of("--add-modules", MODULE, "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).inheritIO().redirectError(ProcessBuilder.Redirect.PIPE);
        builder.environment().put(GUARD, "yes");
        builder.environment().put(Terminal.STANDARD_ERROR, Terminal.isStandardError() ? "yes" : "no");
        Process child = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child)));
        try (InputStream errors = child.getErrorStream()) {
            passOn(errors, System.err);
        }
        while (true) {
            try {
                return child.waitFor();
            } catch (InterruptedException _) {
                end(child);
            }
        }
    }

    private static void end(Process child) {
        child.destroy();
        try {
            child.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Copies bytes as they come, except the line with which Java announces the module.
    static void passOn(InputStream from, OutputStream to) throws IOException {
        byte[] notice = NOTICE.getBytes(StandardCharsets.US_ASCII);
        byte[] begin = new byte[notice.length];
        int held = 0;
        while (held < begin.length) {
            int next = from.read();
            if (next < 0) {
                break;
            }
            begin[held] = (byte) next;
            if (begin[held++] != notice[held - 1]) {
                break;
            }
        }
        boolean isNotice = held == notice.length && begin[held - 1] == notice[held - 1];
        if (isNotice) {
            int next = from.read();
            while (next >= 0 && next != '\n') {
                next = from.read();
            }
        } else {
            to.write(begin, 0, held);
        }
        byte[] buffer = new byte[8192];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
        to.flush();
    }
}
