package org.weightgate.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The listing of a folder of a snapshot, in the order of paths.
record Tree(Snapshot snapshot, List<HubFile> files, List<String> folders) {

    /// What lies under `path` ("" is the top); nothing when there is no such folder.
    static Optional<Tree> of(Repositories.Listing listing, String path, boolean recursive) {
        String prefix = path.isEmpty() ? "" : path + "/";
        var files = new ArrayList<HubFile>();
        var folders = new TreeSet<String>();
        boolean exists = path.isEmpty();
        for (HubFile file : listing.files()) {
            if (!file.path().startsWith(prefix)) {
                continue;
            }
            exists = true;
            int slash = file.path().indexOf('/', prefix.length());
            if (slash < 0 || recursive) {
                files.add(file);
            }
            for (int end = slash; end >= 0; end = recursive ? file.path().indexOf('/', end + 1) : -1) {
                folders.add(file.path().substring(0, end));
            }
        }
        files.sort((one, other) -> one.path().compareTo(other.path()));
        return exists ? Optional.of(new Tree(listing.snapshot(), files, List.copyOf(folders))) : Optional.empty();
    }

    /// The paths after `cursor`, one more than asked for when there are more.
    Tree page(String cursor, int size) {
        var after = new TreeSet<String>();
        folders.stream().filter(folder -> folder.compareTo(cursor) > 0).forEach(after::add);
        files.stream().map(HubFile::path).filter(path -> path.compareTo(cursor) > 0).forEach(after::add);
        var chosen = new TreeSet<String>(after.stream().limit(size + 1L).toList());
        return new Tree(snapshot, files.stream().filter(file -> chosen.contains(file.path())).toList(),
                folders.stream().filter(chosen::contains).toList());
    }

    List<TreeEntry> entries(Map<String, String> gitNames) {
        var entries = new ArrayList<TreeEntry>();
        folders.forEach(folder -> entries.add(TreeEntry.directory(folder, GitObjects.folder(snapshot, folder))));
        files.forEach(file -> entries.add(TreeEntry.file(file, gitNames.getOrDefault(file.sha256(), ""))));
        entries.sort((one, other) -> one.path().compareTo(other.path()));
        return entries;
    }
}
