package org.weightgate.loader.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The paths users type. An empty one, as an unset variable of a script leaves it, would mean the folder one is in.
final class PathArgument implements ITypeConverter<Path> {

    @Override
    public Path convert(String typed) {
        if (typed.isEmpty()) {
            throw new TypeConversionException("it is empty; the folder you are in is '.'");
        }
        try {
            return Path.of(typed);
        } catch (InvalidPathException unusable) {
            throw new TypeConversionException("no file can be called so here: " + unusable.getReason());
        }
    }

    /// Refuses a folder where a file belongs.
    static Path file(Path path) throws CommandFailure {
        if (Files.isDirectory(path)) {
            throw CommandFailure.usage(path + " is a folder: give a file.");
        }
        return path;
    }
}
