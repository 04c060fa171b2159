package org.weightgate.loader.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.weightgate.loader.transfer.EnvironmentProxy;
import org.weightgate.manifest.WarmUp;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `weightgate` command line. A new command is one class and one line in [#COMMANDS].
@Command(name = "weightgate", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Gets gated model weights, proves they are what was published, and runs them.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n", footer = {
        "", "Exit codes: 0 done, 1 unexpected, 2 usage, 3 network or server, 4 verification failed, 5 access refused.",
        "Settings, keys and the sign-in lie in $WEIGHTGATE_HOME, else ~/.config/weightgate.",
        "WEIGHTGATE_PORTAL and WEIGHTGATE_TOKEN replace signing in." })
public final class Main implements Runnable {

    private static final List<Class<?>> COMMANDS = List.of(
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ModelsCommand.class,
            RequestCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            KeysCommand.class,
            DownloadCommand.class,
            VerifyCommand.class,
            InspectCommand.class,
            RunCommand.class,
            LogitsCommand.class,
            BenchCommand.class,
            ManifestCommand.class,
            PublishCommand.class,
            ReleaseCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        if (Characters.areLost(arguments, Characters.ofThisMachine())) {
            System.err.println("weightgate: " + Characters.refused(Characters.ofThisMachine()));
            System.exit(Exit.USAGE);
        }
        if (Relaunch.isChild() || (arguments.length > 0 && arguments[0].equals("verify"))) {
            WarmUp.verifying();
        }
        EnvironmentProxy.apply(System.getenv(), System.getProperties());
        // The JDK keeps five idle connections to a host, fewer than a download may use.
        System.setProperty("http.maxConnections", "64");
        // And it would send a POST again by itself when a connection breaks.
        System.setProperty("sun.net.http.retryPost", "false");
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = commandLine(arguments)
                .registerConverter(Path.class, new PathArgument())
                .setOut(utf8(System.out))
                .setErr(utf8(System.err))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(new Relaunch(arguments))
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::report);
        int exit = line.execute(arguments);
        if (exit == Exit.DONE && line.getOut().checkError()) {
            line.getErr().println("weightgate: " + Output.LOST);
            return Exit.UNEXPECTED;
        }
        return exit;
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /// With the command that is named first, or with all for help and for a name that is none: to look at the options of all
    /// takes a fifth of a second.
    private static CommandLine commandLine(String... arguments) {
        var line = new CommandLine(new Main());
        String first = arguments.length == 0 ? "" : arguments[0];
        List<Class<?>> named = COMMANDS.stream().filter(command -> name(command).equals(first)).toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        // Any text may be a prompt, whatever it begins with.
        Optional.ofNullable(line.getSubcommands().get("run")).ifPresent(run -> run.setAllowOptionsAsOptionParameters(true));
        return line;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }
}
