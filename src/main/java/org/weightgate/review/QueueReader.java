package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueFilter.Reviewed;
import org.weightgate.web.PlainText;

/// Reads the queue of one person: only the models they may review at this moment.
@ApplicationScoped
class QueueReader {

    private static final int PAGE = 50;

    private final Jurisdiction jurisdiction;
    private final ReviewQueue queue;
    private final Chips chips;
    private final SavedViews saved;
    private final Claims claims;
    private final DatabaseClock clock;
    private final ReviewConfig config;

    QueueReader(Jurisdiction jurisdiction, ReviewQueue queue, Chips chips, SavedViews saved, Claims claims,
            DatabaseClock clock, ReviewConfig config) {
        this.jurisdiction = jurisdiction;
        this.queue = queue;
        this.chips = chips;
        this.saved = saved;
        this.claims = claims;
        this.clock = clock;
        this.config = config;
    }

    /// What was asked for, as it came.
    record Asked(Tray tray, String model, String words, Optional<After> after) {
    }

    record Page(List<QueueRow> rows, Optional<String> next, boolean cut) {
    }

    /// One page of rows, for programs.
    @Transactional
    Page page(Person person, Asked asked) {
        return page(filter(person, within(asked, jurisdiction.reviewed(person)), asked), asked);
    }

    @Transactional
    QueueView read(Person person, Asked asked, Optional<String> notice) {
        return read(person, asked, notice, false);
    }

    /// @param rowsOnly only the rows are wanted, as while somebody types
    @Transactional
    QueueView read(Person person, Asked asked, Optional<String> notice, boolean rowsOnly) {
        List<Reviewed> mine = jurisdiction.reviewed(person);
        List<Reviewed> chosen = within(asked, mine);
        Page page = page(filter(person, chosen, asked), asked);
        Map<UUID, List<Chip>> standsOut = chips.of(page.rows(), mine);
        String model = chosen.size() == mine.size() ? "" : asked.model();
        String link = QueueLink.to(asked.tray(), model, asked.words());
        return new QueueView(rowsOnly ? List.of() : tabs(person, chosen, asked, model),
                rowsOnly ? List.of() : saved.of(person), asked.tray(),
                mine.stream().map(Reviewed::name).toList(), model, asked.words(),
                page.rows().stream().map(row -> line(row, person, standsOut.getOrDefault(row.id(), List.of()))).toList(),
                page.next().map(cursor -> QueueLink.after(link, cursor)), page.cut(), claims.isAway(person.id()),
                config.bulk(), notice);
    }

    /// Where a request stands among the others now.
    @Transactional
    Optional<After> place(UUID request) {
        return queue.place(request);
    }

    /// The request that comes next in this view, for "decide and next": what stands behind its place, then what stands before,
    /// but nothing this person has voted on or has a part in.
    @Transactional
    Optional<UUID> next(Person person, Asked asked, UUID decided, Optional<After> place) {
        List<Reviewed> models = within(asked, jurisdiction.reviewed(person));
        return place.flatMap(
                _ -> open(person, models, new Asked(asked.tray(), asked.model(), asked.words(), place), decided))
                .or(() -> open(person, models, new Asked(asked.tray(), asked.model(), asked.words(), Optional.empty()),
                        decided));
    }

    private Optional<UUID> open(Person person, List<Reviewed> models, Asked asked, UUID except) {
        List<QueueRow> rows = page(filter(person, models, asked), asked).rows();
        Set<UUID> others = queue.notFor(person.id(), rows);
        return rows.stream().filter(row -> !others.contains(row.id()) && !row.id().equals(except))
                .filter(row -> !row.personId().equals(person.id())).map(QueueRow::id).findFirst();
    }

    /// How many wait for a review, up to a bound.
    @Transactional
    int waiting(Person person) {
        List<Reviewed> mine = jurisdiction.reviewed(person);
        return queue.count(filter(person, mine, new Asked(Tray.WAITING, "", "", Optional.empty())));
    }

    static String counted(int count) {
        return count > ReviewQueue.MOST_COUNTED ? "1,000+" : Integer.toString(count);
    }

    private Page page(QueueFilter filter, Asked asked) {
        Optional<SearchWords> words = SearchWords.of(asked.words());
        var found = words.map(w -> queue.search(filter, w))
                .orElseGet(() -> new ReviewQueue.Found(asked.words().isBlank() ? queue.page(filter) : List.of(), false));
        boolean more = found.rows().size() > PAGE;
        List<QueueRow> shown = more ? found.rows().subList(0, PAGE) : found.rows();
        return new Page(shown, more ? Optional.of(After.of(shown.getLast()).text()) : Optional.empty(), found.cut());
    }

    private QueueFilter filter(Person person, List<Reviewed> models, Asked asked) {
        return new QueueFilter(models, asked.tray(), person.id(), clock.now(), asked.after(), PAGE);
    }

    /// A model that is not theirs chooses nothing: its name says as little as one that does not exist.
    private static List<Reviewed> within(Asked asked, List<Reviewed> mine) {
        return asked.model().isEmpty() ? mine
                : mine.stream().filter(model -> model.name().equals(asked.model())).toList();
    }

    private List<QueueView.Tab> tabs(Person person, List<Reviewed> models, Asked asked, String model) {
        return Tray.OPEN.stream().map(tray -> {
            var bare = new Asked(tray, asked.model(), "", Optional.empty());
            return new QueueView.Tab(tray, QueueLink.to(tray, model, ""), counted(queue.count(filter(person, models, bare))));
        }).toList();
    }

    private QueueView.Line line(QueueRow row, Person reader, List<Chip> standsOut) {
        Instant now = clock.now();
        return new QueueView.Line(row.id(), row.reference(), PlainText.oneLine(row.person()),
                PlainText.oneLine(row.institution()), row.model(), row.state(),
                Clock.of(row.state(), row.turnAt(), row.dueAt(), now), row.turnAt(), standsOut,
                Optional.ofNullable(row.claimedByName()), reader.id().equals(row.claimedBy()));
    }
}
