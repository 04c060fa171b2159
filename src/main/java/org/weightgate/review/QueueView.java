package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.requests.RequestState;

/// The queue as it is shown: one page of lines, the filter that chose them, and where the next page begins.
///
/// @param cut    more match than were looked at
/// @param notice what could not be done with the last form
public record QueueView(List<Tab> tabs, List<SavedView> saved, Tray tray, List<String> models, String model, String words,
        List<Line> lines, Optional<String> next, boolean cut, boolean away, int bulk, Optional<String> notice) {

    public record Tab(Tray tray, String href, String count) {
    }

    /// One request in the list.
    ///
    /// @param mine the reader looks at it themselves
    public record Line(UUID id, String reference, String person, String institution, String model, RequestState state,
            Clock clock, Instant since, List<Chip> chips, Optional<String> claimedBy, boolean mine) {

        public String namespace() {
            return model.substring(0, model.indexOf('/'));
        }

        public String modelName() {
            return model.substring(model.indexOf('/') + 1);
        }
    }

    public List<Tray> trays() {
        return List.of(Tray.values());
    }

    public boolean isWithoutModels() {
        return models.isEmpty();
    }

    public boolean isSearching() {
        return !words.isEmpty();
    }

    public boolean isShown(SavedView view) {
        return view.tray() == tray && view.model().equals(model) && view.words().equals(words);
    }

    public boolean isOneOfMine() {
        return saved.stream().anyMatch(this::isShown);
    }

    /// Too little was typed to look for anything.
    public boolean isTooShort() {
        return isSearching() && SearchWords.of(words).isEmpty();
    }

    public boolean isBulkPossible() {
        return tray.isOpen() && !lines.isEmpty();
    }

    /// What a request opened from here carries, so that the desk goes on in the same view.
    public String query() {
        return QueueLink.query(tray, model, words);
    }

    public String everywhere() {
        return QueueLink.to(Tray.ALL, model, words);
    }

    public boolean isInAll() {
        return tray == Tray.ALL;
    }
}
