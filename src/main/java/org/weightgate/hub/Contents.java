package org.weightgate.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.downloads.WeightStore;

/// The bytes of small files and their names in git. Holds no transaction while the store is asked.
@ApplicationScoped
class Contents {

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

    /// Git's name for each of these files, by their SHA-256.
    Map<String, String> gitNames(Snapshot snapshot, List<HubFile> files) {
        var names = new HashMap<>(smallFiles.known(snapshot.model(),
                files.stream().filter(file -> !file.isLarge()).map(HubFile::sha256).distinct().toList()));
        for (HubFile file : files) {
            names.computeIfAbsent(file.sha256(), _ -> find(snapshot, file));
        }
        return names;
    }

    String gitName(Snapshot snapshot, HubFile file) {
        return gitNames(snapshot, List.of(file)).getOrDefault(file.sha256(), "");
    }

    private String find(Snapshot snapshot, HubFile file) {
        String name = GitObjects.blob(read(snapshot, file));
        if (!file.isLarge()) {
            smallFiles.remember(snapshot.model(), file.sha256(), name);
        }
        return name;
    }
}
