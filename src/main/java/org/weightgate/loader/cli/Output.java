package org.weightgate.loader.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.weightgate.loader.transfer.JsonLine;
import org.weightgate.manifest.Printable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What a command says: lines for people or, with `--json`, one JSON object per line. Mix it into every command.
final class Output {

    static final String LOST = "Standard output takes nothing any more: the disk is full, or its reader has gone.";

    private static final int LONGEST_LINE = 20_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON lines instead of text.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /// A line for people on standard output, harmless for their terminal whoever wrote it.
    void say(String line) {
        if (!json) {
            print(Printable.of(line, LONGEST_LINE) + System.lineSeparator());
        }
    }

    /// A line for programs; `facts` alternates names and values.
    void event(String name, Object... facts) {
        if (json) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("event", name);
            for (int i = 0; i < facts.length; i += 2) {
                fields.put((String) facts[i], facts[i + 1]);
            }
            event(fields);
        }
    }

    /// A line for programs that already has its `event`.
    void event(Map<String, Object> fields) {
        if (json) {
            print(JsonLine.of(fields) + System.lineSeparator());
        }
    }

    /// Text on standard output as it is.
    ///
    /// @throws UncheckedIOException when nobody gets it: there is no sense in going on
    void print(String text) {
        out().print(text);
        if (out().checkError()) {
            throw new UncheckedIOException(new LostOutputException());
        }
    }

    static final class LostOutputException extends IOException {

        @Serial
        private static final long serialVersionUID = 1;

        LostOutputException() {
            super(LOST);
        }
    }

    /// A line on standard error in either form.
    void warn(String line) {
        err().println("weightgate: " + Printable.of(line, LONGEST_LINE));
        err().flush();
    }

    /// A bar on a terminal, JSON lines with `--json`, nothing elsewhere; close it when the work is done.
    Progress progress(String verb) {
        if (json) {
            return new Progress(new Progress.JsonLines(this));
        }
        return new Progress(Terminal.isStandardError() ? new Progress.Bar(err(), verb) : new Progress.Silent());
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
