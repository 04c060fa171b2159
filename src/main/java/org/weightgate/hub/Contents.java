package org.weightgate.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.downloads.WeightStore;

/// The bytes of small files and their names in git. Holds no transaction while the store is asked.
@ApplicationScoped
class Contents {

    private static final int READS_AT_ONCE = 16;

    private final Repositories repositories;
    private final SmallFiles smallFiles;
    private final WeightStore store;

    Contents(Repositories repositories, SmallFiles smallFiles, WeightStore store) {
        this.repositories = repositories;
        this.smallFiles = smallFiles;
        this.store = store;
    }

    byte[] read(Snapshot snapshot, HubFile file) {
        return switch (file.kind()) {
            case MANIFEST -> repositories.manifestBytes(snapshot);
            case SIGNATURE -> repositories.signatureBytes(snapshot);
            case SMALL -> store.read(snapshot.model(), file.sha256(), Math.toIntExact(file.size()));
            case LARGE -> GitObjects.pointer(file);
        };
    }

    /// Git's name for each of these files, by their SHA-256. What is not known yet is read from the store, several files at a
    /// time, and remembered.
    Map<String, String> gitNames(Snapshot snapshot, List<HubFile> files) {
        var names = new HashMap<String, String>();
        files.stream().filter(HubFile::isLarge).forEach(file -> names.put(file.sha256(), gitName(snapshot, file)));
        Map<String, HubFile> small = files.stream().filter(file -> !file.isLarge())
                .collect(Collectors.toMap(HubFile::sha256, Function.identity(), (one, _) -> one));
        names.putAll(smallFiles.known(snapshot.model(), List.copyOf(small.keySet())));
        small.keySet().removeAll(names.keySet());
        if (!small.isEmpty()) {
            Map<String, String> found = small.values().stream()
                    .gather(Gatherers.mapConcurrent(READS_AT_ONCE, file -> Map.entry(file.sha256(), blobName(snapshot, file))))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            smallFiles.remember(snapshot.model(), found);
            names.putAll(found);
        }
        return names;
    }

    String gitName(Snapshot snapshot, HubFile file) {
        return file.isLarge() ? blobName(snapshot, file)
                : gitNames(snapshot, List.of(file)).getOrDefault(file.sha256(), "");
    }

    private String blobName(Snapshot snapshot, HubFile file) {
        return GitObjects.blob(read(snapshot, file));
    }
}
