package org.weightgate.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/// What was asked of `weightgate up`.
record UpOptions(int port, Path data, boolean fresh, boolean json) {
    static final String USAGE = "Usage: weightgate up [--port 8080] [--data DIR] [--fresh] [--json]";
    private static final int PORT = 8080;

    static UpOptions parse(List<String> arguments, Path checkout) {
        var options = new UpOptions(PORT, checkout.resolve(".weightgate"), false, false);
        var rest = new ArrayDeque<String>();
        for (String argument : arguments) {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            rest.add(equals < 0 ? argument : argument.substring(0, equals));
            if (equals >= 0) {
                rest.add(argument.substring(equals + 1));
            }
        }
        while (!rest.isEmpty()) {
            String option = rest.remove();
            options = switch (option) {
                case "--port" -> options.withPort(value(option, rest));
                case "--data" -> options.withData(value(option, rest));
                case "--fresh" -> new UpOptions(options.port, options.data, true, options.json);
                case "--json" -> new UpOptions(options.port, options.data, options.fresh, true);
                default -> throw new IllegalArgumentException("up does not know " + option + ".");
            };
        }
        return options;
    }

    private UpOptions withPort(String text) {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("--port takes a number from 1 to 65535, not " + text + ".");
        }
        return new UpOptions(number, data, fresh, json);
    }

    private UpOptions withData(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("--data takes a folder.");
        }
        return new UpOptions(port, Path.of(text).toAbsolutePath(), fresh, json);
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " takes a value.");
        }
        return rest.remove();
    }
}
