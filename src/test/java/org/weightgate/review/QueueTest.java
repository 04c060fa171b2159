package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Verdict;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueReader.Asked;

import io.quarkus.test.junit.QuarkusTest;

/// Views, search and paging of the queue, on the real database.
@QuarkusTest
class QueueTest {

    @Inject
    RequestStage stage;
    @Inject
    QueueReader queue;
    @Inject
    ClaimDesk claims;
    @Inject
    DeskReader reader;
    @Inject
    ReviewDesk desk;
    @Inject
    ApplicantDesk applicants;

    private Model model;
    private Person grace;

    @BeforeEach
    void aModelAndItsReviewer() {
        model = stage.model(2);
        grace = stage.reviewer("Grace", model);
    }

    @Test
    void everyViewShowsWhatItSays() {
        UUID waiting = stage.submitted(stage.person("Ada"), model);
        UUID claimed = stage.submitted(stage.person("Ada"), model);
        UUID voted = stage.submitted(stage.person("Ada"), model);
        UUID asked = stage.submitted(stage.person("Ada"), model);
        claims.take(grace, claimed, false);
        vote(stage.reviewer("Alan", model), voted, Verdict.APPROVE);
        vote(grace, asked, Verdict.REQUEST_CHANGES);

        assertThat(ids(Tray.WAITING, "")).containsExactly(waiting, claimed, voted);
        assertThat(ids(Tray.MINE, "")).containsExactly(claimed);
        assertThat(ids(Tray.UNCLAIMED, "")).containsExactly(waiting, voted);
        assertThat(ids(Tray.SECOND_VOTE, "")).containsExactly(voted);
        assertThat(ids(Tray.APPLICANT, "")).containsExactly(asked);
        assertThat(ids(Tray.OVERDUE, "")).isEmpty();
        assertThat(ids(Tray.ALL, "")).hasSize(4);
    }

    @Test
    void whatIsOldIsOverdueAndTheApplicantsTimeDoesNotCount() {
        UUID late = stage.submitted(stage.person("Ada"), model);
        stage.waits(late, 100);
        UUID asked = stage.submitted(stage.person("Ada"), model);
        stage.waits(asked, 50);
        vote(grace, asked, Verdict.REQUEST_CHANGES);
        stage.waits(asked, 200);

        assertThat(ids(Tray.OVERDUE, "")).containsExactly(late);

        stage.answered(asked);

        assertThat(ids(Tray.OVERDUE, "")).as("50 hours of ours are within the 72").containsExactly(late);
        assertThat(row(asked).turnAt()).isBetween(Instant.now().minusSeconds(51 * 3600),
                Instant.now().minusSeconds(49 * 3600));
    }

    @Test
    void peopleAreFoundByTheBeginningOfNameAddressAndReference() {
        UUID li = submitted("李娜", KnownAnswers.with("name", "李娜"));
        UUID bo = submitted("Bo", KnownAnswers.with("name", "Bo Ek"));
        UUID zoe = submitted("Zoë", KnownAnswers.with("name", "Zoë Müller-Østergård"));
        UUID wang = submitted("王小明", KnownAnswers.with("name", "王小明"));
        UUID ivan = submitted("Иван", KnownAnswers.with("name", "Иван Ильин"));

        assertThat(ids(Tray.WAITING, "李娜")).containsExactly(li);
        assertThat(ids(Tray.WAITING, "小明")).containsExactly(wang);
        assertThat(ids(Tray.WAITING, "Ek")).containsExactly(bo);
        assertThat(ids(Tray.WAITING, "muller")).containsExactly(zoe);
        assertThat(ids(Tray.WAITING, "ZOE")).containsExactly(zoe);
        assertThat(ids(Tray.WAITING, "ильин")).containsExactly(ivan);
        assertThat(ids(Tray.WAITING, row(bo).reference().toLowerCase(Locale.ROOT))).containsExactly(bo);
        assertThat(ids(Tray.WAITING, stage.email(ivan).substring(0, 12))).containsExactly(ivan);
        assertThat(ids(Tray.WAITING, "ull")).as("the middle of a name is no beginning").isEmpty();
    }

    @Test
    void shortNamesInEveryScriptAreFound() {
        Map<String, String> names = Map.of("김철수", "철수", "田中 さくら", "さく", "محمد علي", "عل", "אבי כהן", "כה", "अमित शाह", "शा",
                "สมชาย ใจดี", "ใจ", "Νίκος Παπάς", "πα", "Łukasz Żak", "ża", "Dvořák", "dv", "Ng", "ng");
        names.forEach((name, words) -> {
            UUID request = submitted(name, KnownAnswers.with("name", name));

            assertThat(ids(Tray.WAITING, words)).as("%s by %s", name, words).containsExactly(request);
            assertThat(ids(Tray.WAITING, name)).as(name).contains(request);
        });
    }

    @ParameterizedTest
    @CsvSource({ "Søren Ågård, so", "Łukasz Wójcik, lu", "Đorđe Simić, dor", "Þóra Æsdóttir, th", "Ðorri Már, dorri",
            "Jörg Weiß, weiss", "Ægir Jónsson, ae", "Œuvrard Luc, oe", "Işıl Kılıç, kilic", "Ħal Saflieni, ha",
            "Əli Quliyev, el", "Ŋund Ole, nu", "STRAẞER EVA, strasser", "ΝΊΚΟΣ ΠΑΠΆΣ, νικος", "Νίκος Σάββας, ΝΙΚΟΣ",
            "أحمد علي, احمد", "مُحَمَّد عمر, محمد" })
    void lettersThatAreTheirOwnAreFoundByPlainOnes(String name, String plain) {
        UUID request = submitted(name, KnownAnswers.with("name", name));
        String word = name.split(" ", 2)[0];

        assertThat(ids(Tray.WAITING, plain)).as("%s by %s", name, plain).contains(request);
        assertThat(ids(Tray.WAITING, word)).as(word).contains(request);
        assertThat(ids(Tray.WAITING, word.toLowerCase(Locale.ROOT).substring(0, 2))).as(word).contains(request);
        assertThat(ids(Tray.WAITING, name)).as(name).contains(request);
    }

    @Test
    void wordsOfAnswersAreFoundByPlainLetters() {
        UUID request = submitted("Ada",
                KnownAnswers.with("intendedUse", "Vi måler skævhed i København, og skriver om det i lang nok tid."));

        assertThat(ids(Tray.WAITING, "kobenhavn")).containsExactly(request);
        assertThat(ids(Tray.WAITING, "København")).containsExactly(request);
        assertThat(ids(Tray.WAITING, "skaevhed")).containsExactly(request);
    }

    @Test
    void aNameInTwoPartsIsFoundWrittenTogether() {
        UUID li = submitted("李 娜", KnownAnswers.with("name", "李 娜"));
        UUID kim = submitted("김 철수", KnownAnswers.with("name", "김 철수"));

        assertThat(ids(Tray.WAITING, "李娜")).containsExactly(li);
        assertThat(ids(Tray.WAITING, "김철수")).containsExactly(kim);
        assertThat(ids(Tray.WAITING, "철수")).containsExactly(kim);
        assertThat(ids(Tray.WAITING, "李 娜")).containsExactly(li);
    }

    @Test
    void aNumberIsFoundHoweverItIsWritten() {
        UUID small = numbered("WG-2026-00014");
        UUID large = numbered("WG-2027-123456");
        numbered("WG-2026-00140");
        numbered("WG-2026-01400");

        for (String typed : List.of("WG-2026-00014", "wg-2026-00014", "2026-00014", "00014", "wg-00014", "WG 14", "14", "#14",
                " 14 ", "wg\u20132026\u201300014", "\uff11\uff14")) {
            assertThat(ids(Tray.WAITING, typed)).as(typed).containsExactly(small);
        }
        for (String typed : List.of("WG-2027-123456", "123456", "wg-123456", "2027-123456", "0123456")) {
            assertThat(ids(Tray.WAITING, typed)).as(typed).containsExactly(large);
        }
        assertThat(ids(Tray.WAITING, "WG-2025-00014")).as("another year's").isEmpty();
        assertThat(ids(Tray.REJECTED, "00014")).as("not in this view").isEmpty();
        assertThat(ids(Tray.WAITING, "wg-2026-0001")).as("as it is typed").contains(small);
        assertThat(ids(Tray.WAITING, "99999999999999999999")).isEmpty();
        Person other = stage.reviewer("Other", stage.model(1));
        assertThat(queue.page(other, new Asked(Tray.ALL, "", "00014", Optional.empty())).rows()).isEmpty();
    }

    @Test
    void aBareNumberShowsItsRequestFirstAndWhatElseMatchesAfterIt() {
        UUID elder = submitted("1500 Labs", KnownAnswers.with("name", "1500 Labs"));
        UUID named = numbered("WG-2026-01500");
        UUID late = submitted("Ada",
                KnownAnswers.with("intendedUse", "We read 1500 short stories and count the words in each of them."));

        assertThat(ids(Tray.WAITING, "1500")).containsExactly(named, elder, late);
        assertThat(ids(Tray.WAITING, "WG-1500")).containsExactly(named);
        assertThat(pages(Tray.WAITING, "1500")).containsExactly(named, elder, late);
    }

    @Test
    void oneDigitIsANumberAndOneLetterIsNothing() {
        UUID first = numbered("WG-2026-00007");
        submitted("7even", KnownAnswers.with("name", "7even"));

        assertThat(ids(Tray.WAITING, "7")).containsExactly(first);
        assertThat(SearchWords.of("a")).isEmpty();
        assertThat(SearchWords.of("0")).isEmpty();
        assertThat(SearchWords.of("é")).isEmpty();
        assertThat(SearchWords.of("、")).isEmpty();
    }

    @Test
    void oneSignThatIsAWordIsFound() {
        UUID han = submitted("王 小明", KnownAnswers.with("name", "王 小明"));
        UUID hangul = submitted("김 민준", KnownAnswers.with("name", "김 민준"));

        assertThat(ids(Tray.WAITING, "王")).containsExactly(han);
        assertThat(ids(Tray.WAITING, "小")).containsExactly(han);
        assertThat(ids(Tray.WAITING, "김")).containsExactly(hangul);
    }

    @Test
    void answersAreSearchedFromFourCharactersOnAnywhereInThem() {
        UUID plants = submitted("Ada", KnownAnswers.with("intendedUse",
                "We study how models describe photosynthesis in school books; nothing else is planned with it."));

        assertThat(ids(Tray.WAITING, "tosynthes")).containsExactly(plants);
        assertThat(ids(Tray.WAITING, "describe PHOTO")).containsExactly(plants);
        assertThat(ids(Tray.WAITING, "synthetic")).isEmpty();
        assertThat(ids(Tray.WAITING, "oto")).as("three characters are too few for answers").isEmpty();
    }

    @Test
    void signsOfSqlAndPatternsAreOnlySigns() {
        UUID odd = submitted("Ada", KnownAnswers.with("intendedUse",
                "A 100%_sure thing\\with 'quotes' and more words so that it is long enough to send."));
        submitted("Ada", KnownAnswers.with("intendedUse", "A 100 percent sure thing without any of these signs, long enough."));

        assertThat(ids(Tray.WAITING, "100%_sure")).containsExactly(odd);
        assertThat(ids(Tray.WAITING, "thing\\with 'quo")).containsExactly(odd);
        assertThat(ids(Tray.WAITING, "%%%%")).isEmpty();
        assertThat(ids(Tray.WAITING, "____")).isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndDoubles() {
        List<UUID> sent = IntStream.range(0, 120).mapToObj(_ -> stage.submitted(stage.person("Ada"), model)).toList();

        assertThat(pages(Tray.WAITING, "")).containsExactlyElementsOf(sent);
        assertThat(pages(Tray.WAITING, "Ada Love")).containsExactlyElementsOf(sent);
        assertThat(pages(Tray.ALL, "stories")).containsExactlyElementsOf(sent.reversed());
    }

    @Test
    void aReviewerOfAnotherModelFindsAndCountsNothing() {
        UUID request = submitted("Ada", KnownAnswers.with("intendedUse",
                "We study how models describe photosynthesis in school books; nothing else is planned with it."));
        Person other = stage.reviewer("Other", stage.model(1));

        for (Tray tray : Tray.values()) {
            assertThat(queue.page(other, new Asked(tray, "", "", Optional.empty())).rows()).isEmpty();
            assertThat(queue.page(other, new Asked(tray, model.fullName(), "", Optional.empty())).rows()).isEmpty();
            assertThat(queue.page(other, new Asked(tray, "", "photosynthesis", Optional.empty())).rows()).isEmpty();
            assertThat(queue.page(other, new Asked(tray, "", "Ada", Optional.empty())).rows()).isEmpty();
        }
        QueueView view = queue.read(other, new Asked(Tray.ALL, model.fullName(), "", Optional.empty()), Optional.empty());
        assertThat(view.tabs()).allSatisfy(tab -> assertThat(tab.count()).isEqualTo("0"));
        assertThat(view.models()).doesNotContain(model.fullName());
        assertThat(reader.find(other, request)).isEmpty();
        assertThat(queue.waiting(other)).isZero();
    }

    @Test
    void whatAReviewerHasAPartInIsInNoViewOfTheirs() {
        UUID own = stage.submitted(grace, model);
        UUID joined = stage.submitted(stage.person("Ada"), model);
        UUID vouched = stage.submitted(stage.person("Ada"), model);
        UUID left = stage.submitted(stage.person("Ada"), model);
        stage.joined(joined, grace);
        stage.named(vouched, grace);
        Person alan = stage.reviewer("Alan", model);
        for (UUID request : List.of(own, joined, vouched, left)) {
            vote(alan, request, Verdict.APPROVE);
        }

        for (Tray tray : List.of(Tray.WAITING, Tray.UNCLAIMED, Tray.SECOND_VOTE, Tray.ALL)) {
            for (String words : List.of("", "Ada", "stories", row(alan, own).reference(), row(alan, joined).reference())) {
                assertThat(ids(tray, words)).as("%s in %s", words, tray).doesNotContain(own, joined, vouched);
            }
            assertThat(ids(tray, "")).containsExactly(left);
        }
        QueueView view = queue.read(grace, new Asked(Tray.WAITING, "", "", Optional.empty()), Optional.empty());
        assertThat(view.tabs().getFirst().count()).isEqualTo("1");
        assertThat(queue.waiting(grace)).isEqualTo(1);
        assertThat(queue.next(grace, new Asked(Tray.WAITING, "", "", Optional.empty()), left, Optional.empty())).isEmpty();
        assertThat(ids(alan, Tray.WAITING, "")).as("everybody else's view").contains(own, joined, vouched, left);
        assertThat(reader.find(grace, vouched)).as("the desk's own rule").isEmpty();
    }

    @Test
    void whatNeedsASecondVoteIsCountedAsFarAsItIsWorth() {
        List<UUID> crowd = stage.crowd(model, 102, "Ann Other");
        stage.areApprovedOnce(crowd.subList(0, 100));
        assertThat(secondVotes()).isEqualTo("100");

        stage.areApprovedOnce(crowd.subList(100, 101));
        assertThat(secondVotes()).isEqualTo("100+");
        assertThat(pages(Tray.SECOND_VOTE, "")).as("all are in the view").containsExactlyElementsOf(crowd.subList(0, 101));
        assertThat(queue.read(grace, new Asked(Tray.WAITING, "", "", Optional.empty()), Optional.empty()).tabs().getFirst()
                .count()).isEqualTo("102");
    }

    private String secondVotes() {
        return queue.read(grace, new Asked(Tray.SECOND_VOTE, "", "", Optional.empty()), Optional.empty()).tabs()
                .get(Tray.OPEN.indexOf(Tray.SECOND_VOTE)).count();
    }

    /// More rows than one look at the queue reads, of two models, with a name that is rare and one that is not.
    @Test
    void shortWordsAreFoundInOrderFarDownTheQueuesOfSeveralModels() {
        Model second = stage.model(1);
        stage.appoint(grace.id(), second, ModelRole.REVIEWER);
        UUID first = submitted("Ada", KnownAnswers.with("name", "Zora Neale"));
        stage.waits(first, 5_000);
        stage.crowd(model, 1_600, "Ann Other");
        stage.crowd(second, 1_600, "Ann Other");
        List<UUID> rare = stage.crowd(second, 3, "\u9673 Quill");
        List<UUID> common = stage.crowd(model, 70, "Yi Xu");

        assertThat(ids(Tray.WAITING, "zo")).containsExactly(first);
        assertThat(pages(Tray.WAITING, "qu")).as("beyond a look").containsExactlyElementsOf(rare);
        assertThat(pages(Tray.WAITING, "\u9673 q")).containsExactlyElementsOf(rare);
        assertThat(pages(Tray.WAITING, "yi")).containsExactlyElementsOf(common);
        assertThat(pages(Tray.ALL, "xu")).containsExactlyElementsOf(common.reversed());
        assertThat(pages(Tray.ALL, "yi xu")).as("answers are read as well").containsExactlyElementsOf(common.reversed());
        assertThat(pages(Tray.WAITING, "yi xu")).containsExactlyElementsOf(common);
        assertThat(pages(Tray.WAITING, "ann")).hasSize(3_200).doesNotHaveDuplicates();
        Person other = stage.reviewer("Other", second);
        assertThat(queue.page(other, new Asked(Tray.WAITING, "", "yi", Optional.empty())).rows()).as("the other model's")
                .isEmpty();
        assertThat(queue.page(other, new Asked(Tray.WAITING, "", "qu", Optional.empty())).rows()).hasSize(3);

        Person wide = stage.reviewer("Wide", model);
        stage.appoint(wide.id(), second, ModelRole.REVIEWER);
        stage.reviewsMore(wide.id(), 300);
        claims.take(stage.reviewer("Alan", model), common.getFirst(), false);
        for (Tray tray : Tray.values()) {
            for (String words : List.of("yi", "ann o")) {
                assertThat(ids(wide, tray, words)).as("%s of 302 models in %s", words, tray)
                        .containsExactlyElementsOf(ids(tray, words));
            }
        }
        assertThat(ids(wide, Tray.UNCLAIMED, "yi")).hasSize(50).doesNotContain(common.getFirst());
        assertThat(pages(wide, Tray.WAITING, "yi")).containsExactlyElementsOf(common);
        assertThat(pages(wide, Tray.ALL, "xu")).containsExactlyElementsOf(common.reversed());
    }

    @Test
    void everyWordOfEveryLengthIsReadAsItStands() {
        UUID odd = submitted("O'Neil \\ (x):*|& \u0130", KnownAnswers.with("name", "O'Neil \\ (x):*|& \u0130"));
        UUID wide = submitted("\ufdfa".repeat(60), KnownAnswers.with("name", "\ufdfa".repeat(60)));

        for (String words : List.of("o'", "O'N", "o'neil \\", "(x", "(x):", "(x):*|&", "\\ (")) {
            assertThat(ids(Tray.WAITING, words)).as(words).containsExactly(odd);
        }
        assertThat(ids(Tray.WAITING, ":*")).isEmpty();
        assertThat(ids(Tray.WAITING, "'':")).isEmpty();
        assertThat(ids(Tray.WAITING, "\ufdfa\ufdfa")).containsExactly(wide);
        assertThat(ids(Tray.WAITING, "\ufdfa".repeat(60))).containsExactly(wide);
    }

    @Test
    void aNewAddressIsFoundAtOnceAndTheOldOneIsNot() {
        UUID request = stage.submitted(stage.person("Ada"), model);
        String before = stage.email(request);
        stage.newEmail(request, "countess-" + request + "@lovelace.example");

        assertThat(ids(Tray.WAITING, "countess-" + request)).containsExactly(request);
        assertThat(ids(Tray.WAITING, before)).isEmpty();
    }

    @Test
    void aLeadSeesTheQueueAsWell() {
        Person lead = stage.person("Lead", "publisher");
        stage.appoint(lead.id(), model, ModelRole.OWNER);
        UUID request = stage.submitted(stage.person("Ada"), model);

        assertThat(queue.page(lead, new Asked(Tray.WAITING, "", "", Optional.empty())).rows()).extracting(QueueRow::id)
                .containsExactly(request);
    }

    private UUID numbered(String reference) {
        UUID request = stage.submitted(stage.person("Ada"), model);
        stage.renumber(request, reference);
        return request;
    }

    private UUID submitted(String person, Map<String, String> answers) {
        return stage.submitted(stage.person(person), model, answers);
    }

    private List<UUID> ids(Tray tray, String words) {
        return ids(grace, tray, words);
    }

    private List<UUID> ids(Person reviewer, Tray tray, String words) {
        return queue.page(reviewer, new Asked(tray, "", words, Optional.empty())).rows().stream().map(QueueRow::id).toList();
    }

    private QueueRow row(UUID request) {
        return row(grace, request);
    }

    private QueueRow row(Person reviewer, UUID request) {
        return queue.page(reviewer, new Asked(Tray.ALL, "", "", Optional.empty())).rows().stream()
                .filter(row -> row.id().equals(request)).findFirst().orElseThrow();
    }

    private List<UUID> pages(Tray tray, String words) {
        return pages(grace, tray, words);
    }

    private List<UUID> pages(Person reviewer, Tray tray, String words) {
        var all = new ArrayList<UUID>();
        Optional<After> after = Optional.empty();
        do {
            QueueReader.Page page = queue.page(reviewer, new Asked(tray, "", words, after));
            page.rows().forEach(row -> all.add(row.id()));
            after = page.next().flatMap(After::parse);
        } while (after.isPresent());
        return all;
    }

    private void vote(Person reviewer, UUID request, Verdict verdict) {
        var seen = reader.seen(reviewer, request).orElseThrow();
        var ruling = new Ruling(verdict, null, 30, null, "Please say which evaluation you mean.", null, List.of());
        assertThat(desk.decide(reviewer, request, "", seen, ruling)).isInstanceOf(Outcome.Done.class);
    }
}
