package org.weightgate.loader;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedFiles;

/// A model's files read through the channels that were verified. A file that somebody touches between being verified and being
/// mapped is hashed once more.
public record SignedFiles(VerifiedFiles verified) implements WeightFiles {

    @Override
    public boolean has(String name) {
        return verified.verified().manifest().file(name).isPresent();
    }

    @Override
    public SortedSet<String> names() {
        var names = new TreeSet<String>();
        for (FileEntry file : verified.verified().manifest().files()) {
            if (!file.path().contains("/")) {
                names.add(file.path());
            }
        }
        return names;
    }

    @Override
    public <T> T open(String name, Reader<T> reader) throws IOException {
        if (!has(name)) {
            throw new WeightFormatException(name, "the file", "absent", "the model needs it");
        }
        T read = reader.read(verified.channel(name));
        try {
            verified.recheck(name);
        } catch (VerificationException changed) {
            throw new WeightFormatException(name, changed.place(), "changed since it was verified", changed.reason());
        }
        return read;
    }
}
