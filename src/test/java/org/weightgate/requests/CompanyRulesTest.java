package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.Problem.FieldError;

/// Who may join, vouch and be asked again.
class CompanyRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Terms TERMS = new Terms(1, "a");

    @ParameterizedTest
    @ValueSource(strings = { "", "ada", "ada@", "@x.example", "ada@x", "a b@x.example", "ada@x.example\r\nBcc: eve@x.example",
            "ada@x.example,eve@x.example", "<ada@x.example>", "ada@x.example\u202E.evil" })
    void whatIsNoAddressIsNotInvited(String typed) {
        assertThat(MemberRules.problemWithInviting(typed, "me@x.example", List.of()).isPresent()
                || MailAddress.parse(typed).orElseThrow().text().matches("[a-z@.]+")).isTrue();
    }

    @Test
    void nobodyInvitesThemselvesOrSomebodyTwice() {
        assertThat(MemberRules.problemWithInviting("ME@x.example", "me@x.example", List.of())).isPresent();
        assertThat(MemberRules.problemWithInviting("Bob@x.example", "me@x.example", List.of(member(MemberState.INVITED))))
                .isPresent();
        assertThat(MemberRules.problemWithInviting("Bob@x.example", "me@x.example", List.of(member(MemberState.DROPPED))))
                .isEmpty();
        List<Member> many = Stream.generate(() -> member(MemberState.JOINED)).limit(MemberRules.MOST).toList();
        assertThat(MemberRules.problemWithInviting("new@x.example", "me@x.example", many)).isPresent();
    }

    @Test
    void aDoorOpensOnceForOnePerson() {
        assertThat(door(member(MemberState.INVITED), RequestState.DRAFT, false, NOW)).isInstanceOf(MemberRules.Door.Open.class);
        assertThat(door(member(MemberState.INVITED), RequestState.DRAFT, false, NOW.plus(Duration.ofDays(31))))
                .isInstanceOf(MemberRules.Door.Shut.class);
        assertThat(door(member(MemberState.JOINED), RequestState.DRAFT, true, NOW)).isInstanceOf(MemberRules.Door.Joined.class);
        assertThat(door(member(MemberState.JOINED), RequestState.DRAFT, false, NOW)).isInstanceOf(MemberRules.Door.Shut.class);
        assertThat(door(member(MemberState.DROPPED), RequestState.DRAFT, false, NOW)).isInstanceOf(MemberRules.Door.Shut.class);
        assertThat(door(member(MemberState.INVITED), RequestState.WITHDRAWN, false, NOW))
                .isInstanceOf(MemberRules.Door.Shut.class);
        assertThat(MemberRules.door(member(MemberState.INVITED), RequestState.DRAFT, true, false, NOW))
                .isInstanceOf(MemberRules.Door.Shut.class);
    }

    @Test
    void aMemberWhoAcceptedOlderTermsIsNotReady() {
        assertThat(member(MemberState.JOINED).hasAccepted(TERMS)).isTrue();
        assertThat(member(MemberState.JOINED).hasAccepted(new Terms(2, "b"))).isFalse();
        assertThat(member(MemberState.INVITED).hasAccepted(TERMS)).isFalse();
    }

    @Test
    void aRefereeIsSomebodyElse() {
        assertThat(RefereeRules.problems("Grace", "me@x.example", "me@x.example", List.of())).hasSize(1);
        assertThat(RefereeRules.problems("Grace", "bob@x.example", "me@x.example", List.of(member(MemberState.INVITED))))
                .hasSize(1);
        assertThat(RefereeRules.problems("", "no", "me@x.example", List.of())).hasSize(2);
        assertThat(RefereeRules.problems("Grace", "grace@x.example", "me@x.example", List.of())).isEmpty();
    }

    @Test
    void aRefereeIsNotAskedTooOften() {
        assertThat(RefereeRules.nextAllowed(List.of(), NOW)).isEmpty();
        assertThat(RefereeRules.nextAllowed(List.of(NOW.minusSeconds(30)), NOW)).contains(NOW.plusSeconds(90));
        assertThat(RefereeRules.nextAllowed(List.of(NOW.minusSeconds(121)), NOW)).isEmpty();
        List<Instant> five = Stream.of(1, 2, 3, 4, 5).map(hours -> NOW.minus(Duration.ofHours(hours))).toList();
        assertThat(RefereeRules.nextAllowed(five, NOW)).contains(NOW.plus(Duration.ofHours(19)));
    }

    @Test
    void aRefereesLinkIsForOneAnswerAboutOneRevision() {
        assertThat(shut(asked(RefereeInvitation.State.WAITING, null), RequestState.SUBMITTED, 1, NOW)).isFalse();
        assertThat(shut(asked(RefereeInvitation.State.CONFIRMED, NOW), RequestState.SUBMITTED, 1, NOW)).isTrue();
        assertThat(shut(asked(RefereeInvitation.State.VOID, null), RequestState.SUBMITTED, 1, NOW)).isTrue();
        assertThat(shut(asked(RefereeInvitation.State.WAITING, null), RequestState.SUBMITTED, 2, NOW)).isTrue();
        assertThat(shut(asked(RefereeInvitation.State.WAITING, null), RequestState.APPROVED, 1, NOW)).isTrue();
        assertThat(shut(asked(RefereeInvitation.State.WAITING, null), RequestState.SUBMITTED, 1, NOW.plus(Duration.ofDays(22))))
                .isTrue();
    }

    @Test
    void whatIsMissingBeforeSendingIsNamed() {
        assertThat(ReadyRules.problems(0, false, false)).isEmpty();
        assertThat(ReadyRules.problems(2, false, true)).extracting(FieldError::field).containsExactly("memberEmail",
                "refereeEmail");
    }

    @Test
    void aSecretIsNeverPrintedAndNeverGuessedByShape() {
        LinkSecret secret = LinkSecret.fresh();

        assertThat(secret.toString()).doesNotContain(secret.text());
        assertThat(LinkSecret.parse(secret.text())).contains(secret);
        assertThat(LinkSecret.parse("../../etc")).isEmpty();
        assertThat(LinkSecret.fresh()).isNotEqualTo(secret);
    }

    private static MemberRules.Door door(Member member, RequestState state, boolean mine, Instant now) {
        return MemberRules.door(member, state, false, mine, now);
    }

    private static boolean shut(RefereeInvitation asked, RequestState state, int revision, Instant now) {
        return RefereeRules.shut(asked, state, revision, now).isPresent();
    }

    private static Member member(MemberState state) {
        return new Member(UUID.randomUUID(), UUID.randomUUID(), "bob@x.example", state, null, "", "",
                state == MemberState.JOINED ? TERMS : null, NOW, NOW.plus(Members.INVITATION));
    }

    private static RefereeInvitation asked(RefereeInvitation.State state, @Nullable Instant answered) {
        return new RefereeInvitation(UUID.randomUUID(), UUID.randomUUID(), 1, "Grace", "grace@x.example", state, NOW,
                NOW.plus(Referees.LINK), answered, "", null);
    }
}
