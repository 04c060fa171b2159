package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    /// What needs a second vote is counted by looking up who voted, row by row, with every page of the queue.
    private static final int MOST_LOOKED_UP = 100;

    private final Jurisdiction jurisdiction;
    private final Involved involved;
    private final ReviewQueue queue;
    private final Chips chips;
    private final SavedViews saved;
    private final Claims claims;
    private final DatabaseClock clock;
    private final ReviewConfig config;

    QueueReader(Jurisdiction jurisdiction, Involved involved, ReviewQueue queue, Chips chips, SavedViews saved, Claims claims,
            DatabaseClock clock, ReviewConfig config) {
        this.jurisdiction = jurisdiction;
        this.involved = involved;
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

    /// Whose queue it is.
    ///
    /// @param parts the requests they have a part in
    private record Reader(UUID id, List<UUID> parts) {
    }

    /// One page of rows, for programs.
    @Transactional
    Page page(Person person, Asked asked) {
        return page(filter(reader(person), within(asked, jurisdiction.reviewed(person)), asked), asked);
    }

    @Transactional
    QueueView read(Person person, Asked asked, Optional<String> notice) {
        return read(person, asked, notice, false);
    }

    /// @param rowsOnly only the rows are wanted, as while somebody types
    @Transactional
    QueueView read(Person person, Asked asked, Optional<String> notice, boolean rowsOnly) {
        Reader reader = reader(person);
        List<Reviewed> mine = jurisdiction.reviewed(person);
        List<Reviewed> chosen = within(asked, mine);
        Page page = page(filter(reader, chosen, asked), asked);
        Map<UUID, List<Chip>> standsOut = chips.of(page.rows(), mine, reader.parts());
        String model = chosen.size() == mine.size() ? "" : asked.model();
        String link = QueueLink.to(asked.tray(), model, asked.words());
        return new QueueView(rowsOnly ? List.of() : tabs(reader, chosen, asked, model),
                rowsOnly ? List.of() : saved.of(person), asked.tray(),
                mine.stream().map(Reviewed::name).toList(), model, asked.words(),
                page.rows().stream().map(row -> line(row, reader, standsOut.getOrDefault(row.id(), List.of()))).toList(),
                page.next().map(cursor -> QueueLink.after(link, cursor)), page.cut(), claims.isAway(person.id()),
                config.bulk(), notice);
    }

    /// Where a request stands among the others now.
    @Transactional
    Optional<After> place(UUID request) {
        return queue.place(request);
    }

    /// The request that comes next in this view, for "decide and next": what stands behind its place, then what stands before,
    /// but nothing this person has voted on or declared a conflict in.
    @Transactional
    Optional<UUID> next(Person person, Asked asked, UUID decided, Optional<After> place) {
        Reader reader = reader(person);
        List<Reviewed> models = within(asked, jurisdiction.reviewed(person));
        return place.flatMap(
                _ -> open(reader, models, new Asked(asked.tray(), asked.model(), asked.words(), place), decided))
                .or(() -> open(reader, models, new Asked(asked.tray(), asked.model(), asked.words(), Optional.empty()),
                        decided));
    }

    private Optional<UUID> open(Reader reader, List<Reviewed> models, Asked asked, UUID except) {
        List<QueueRow> rows = page(filter(reader, models, asked), asked).rows();
        Set<UUID> others = queue.notFor(reader.id(), rows);
        return rows.stream().map(QueueRow::id).filter(id -> !others.contains(id) && !id.equals(except)).findFirst();
    }

    /// How many wait for a review, up to a bound.
    @Transactional
    int waiting(Person person) {
        List<Reviewed> mine = jurisdiction.reviewed(person);
        return mine.isEmpty() ? 0
                : queue.count(filter(reader(person), mine, new Asked(Tray.WAITING, "", "", Optional.empty())));
    }

    static String counted(int count) {
        return counted(count, ReviewQueue.MOST_COUNTED);
    }

    private static String counted(int count, int most) {
        return String.format(Locale.ROOT, count > most ? "%,d+" : "%d", Math.min(count, most));
    }

    private Page page(QueueFilter filter, Asked asked) {
        Optional<SearchWords> words = SearchWords.of(asked.words());
        var found = words.map(w -> queue.search(filter, w))
                .orElseGet(() -> new ReviewQueue.Found(asked.words().isBlank() ? queue.page(filter) : List.of(), false));
        boolean more = found.rows().size() > PAGE;
        List<QueueRow> shown = more ? found.rows().subList(0, PAGE) : found.rows();
        return new Page(shown, more ? Optional.of(After.of(shown.getLast()).text()) : Optional.empty(), found.cut());
    }

    private Reader reader(Person person) {
        return new Reader(person.id(), involved.parts(person));
    }

    private QueueFilter filter(Reader reader, List<Reviewed> models, Asked asked) {
        return new QueueFilter(models, asked.tray(), reader.id(), reader.parts(), clock.now(), asked.after(), PAGE);
    }

    /// A model that is not theirs chooses nothing: its name says as little as one that does not exist.
    private static List<Reviewed> within(Asked asked, List<Reviewed> mine) {
        return asked.model().isEmpty() ? mine
                : mine.stream().filter(model -> model.name().equals(asked.model())).toList();
    }

    private List<QueueView.Tab> tabs(Reader reader, List<Reviewed> models, Asked asked, String model) {
        return Tray.OPEN.stream().map(tray -> {
            var bare = new Asked(tray, asked.model(), "", Optional.empty());
            int most = tray == Tray.SECOND_VOTE ? MOST_LOOKED_UP : ReviewQueue.MOST_COUNTED;
            return new QueueView.Tab(tray, QueueLink.to(tray, model, ""),
                    counted(queue.count(filter(reader, models, bare), most), most));
        }).toList();
    }

    private QueueView.Line line(QueueRow row, Reader reader, List<Chip> standsOut) {
        Instant now = clock.now();
        return new QueueView.Line(row.id(), row.reference(), PlainText.oneLine(row.person()),
                PlainText.oneLine(row.institution()), row.model(), row.state(),
                Clock.of(row.state(), row.turnAt(), row.dueAt(), now), row.turnAt(), standsOut,
                Optional.ofNullable(row.claimedByName()), reader.id().equals(row.claimedBy()));
    }
}
