package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.KeyList;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.UnknownSignerException;
import org.weightgate.manifest.VerificationException;

class KeyListsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant END = Instant.parse("2027-11-25T12:00:00Z");

    @TempDir
    Path home;

    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();
    private final SigningKey third = SigningKey.generate();

    @BeforeEach
    void trustTheFirst() throws Exception {
        ring().add(new TrustAnchor.Key(first.signer()), "acme", KeyRing.How.CONFIRMED, NOW);
    }

    @Test
    void trustFollowsFromListToList() throws Exception {
        adopt(first, 1, NOW, first, second);
        KeyLists.Change change = adopt(second, 2, NOW, second, third);

        assertThat(change.added()).containsExactly(third.signer());
        assertThat(change.removed()).containsExactly(first.signer());
        assertThat(ring().trusted(NOW).find(first.signer().fingerprint())).isEmpty();
        assertThat(ring().trusted(NOW).find(third.signer().fingerprint())).contains(third.signer());
    }

    @Test
    void keysEndWithTheirList() throws Exception {
        adopt(first, 1, NOW, first, second);

        assertThat(ring().trusted(END).find(second.signer().fingerprint())).isEmpty();
    }

    @Test
    void olderListIsNeverTakenBack() throws Exception {
        adopt(first, 2, NOW, first, second);

        assertThatThrownBy(() -> adopt(first, 1, NOW, first)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("an older list is never taken back");
        assertThatThrownBy(() -> adopt(first, 2, NOW, first)).isInstanceOf(VerificationException.class);
    }

    @Test
    void anOlderListOfAKeyTakenBackIsCalledOlder() throws Exception {
        adopt(first, 1, NOW, first, second);
        adopt(second, 2, NOW, second);

        assertThatThrownBy(() -> adopt(first, 1, NOW, first, second)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("an older list is never taken back");
    }

    @Test
    void keyLeftOutSpeaksNoMore() throws Exception {
        adopt(first, 1, NOW, second);

        assertThatThrownBy(() -> adopt(first, 2, NOW, first)).isInstanceOf(UnknownSignerException.class);
    }

    @Test
    void anotherPublishersKeyDoesNotSpeakForThisOne() throws Exception {
        adopt(first, 1, NOW, first);
        ring().add(new TrustAnchor.Key(third.signer()), "other", KeyRing.How.CONFIRMED, NOW);

        assertThatThrownBy(() -> adopt(third, 2, NOW, third)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("may not speak for acme");
        assertThat(ring().exact(first.signer().fingerprint())).isPresent();
    }

    @Test
    void keyNobodyConfirmedBeginsNoList() throws Exception {
        ring().add(new TrustAnchor.Key(third.signer()), "first use", KeyRing.How.TRUST_ON_FIRST_USE, NOW);

        assertThatThrownBy(() -> new KeyLists(home).adopt(list(third, "other", 1, third), NOW))
                .isInstanceOf(VerificationException.class).hasMessageContaining("never confirmed");
    }

    @Test
    void aListTakesNoKeyFromAnotherPublishersList() throws Exception {
        adopt(first, 1, NOW, first, second);
        ring().add(new TrustAnchor.Key(third.signer()), "other", KeyRing.How.CONFIRMED, NOW);

        assertThatThrownBy(() -> new KeyLists(home).adopt(list(third, "other", 1, third, second), NOW))
                .isInstanceOf(VerificationException.class).hasMessageContaining("which is a key of acme");
        assertThat(ring().exact(second.signer().fingerprint()).orElseThrow().list()).contains("acme");
        assertThat(ring().exact(third.signer().fingerprint()).orElseThrow().list()).isEmpty();
    }

    @Test
    void aKeyItsUserConfirmedStaysTheirsWhateverAListSays() throws Exception {
        ring().add(new TrustAnchor.Key(third.signer()), "mine", KeyRing.How.CONFIRMED, NOW);

        KeyLists.Change change = adopt(first, 1, NOW, first, second, third);
        KeyLists.Change leftOut = adopt(second, 2, NOW, second);

        assertThat(change.added()).containsExactly(second.signer());
        assertThat(change.kept()).as("the list ends nothing").isEmpty();
        assertThat(leftOut.kept()).containsExactly(third.signer());
        KeyRing.Entry mine = ring().exact(third.signer().fingerprint()).orElseThrow();
        assertThat(mine.label()).isEqualTo("mine");
        assertThat(mine.list()).isEmpty();
        assertThat(ring().trusted(END).find(third.signer().fingerprint())).contains(third.signer());
        assertThat(ring().trusted(NOW).find(first.signer().fingerprint())).as("it signed, and was left out").isEmpty();
    }

    @Test
    void aConfirmedKeyThatAListGivesAnEndIsKeptAndNamed() throws Exception {
        ring().add(new TrustAnchor.Key(third.signer()), "mine", KeyRing.How.CONFIRMED, NOW);
        var keys = List.of(new KeyList.Key(first.signer(), Optional.empty()),
                new KeyList.Key(third.signer(), Optional.of(NOW.plusSeconds(60))));

        KeyLists.Change change = new KeyLists(home).adopt(KeyList.sign(new KeyList("acme", 1, NOW, END, keys), first), NOW);

        assertThat(change.kept()).containsExactly(third.signer());
        assertThat(ring().trusted(END).find(third.signer().fingerprint())).contains(third.signer());
    }

    @Test
    void theEndOfAListIsNotThatOfTheConfirmedKeyThatSignedIt() throws Exception {
        adopt(first, 1, NOW, first, second);

        assertThat(ring().trusted(END).find(first.signer().fingerprint())).contains(first.signer());
    }

    @Test
    void aKeyConfirmedAfterItsListIsItsUsersFromThenOn() throws Exception {
        adopt(first, 1, NOW, first, second);

        assertThat(ring().add(new TrustAnchor.Key(second.signer()), "mine", KeyRing.How.CONFIRMED, NOW)).isTrue();
        adopt(first, 2, NOW, first);

        assertThat(ring().trusted(END).find(second.signer().fingerprint())).contains(second.signer());
    }

    @Test
    void aConfirmedKeyThatAListNamesMaySignTheNext() throws Exception {
        ring().add(new TrustAnchor.Key(third.signer()), "mine", KeyRing.How.CONFIRMED, NOW);
        adopt(first, 1, NOW, first, third);

        KeyLists.Change change = adopt(third, 2, NOW, third, second);

        assertThat(change.added()).containsExactly(second.signer());
        assertThat(change.removed()).containsExactly(first.signer());
    }

    private KeyLists.Change adopt(SigningKey signer, int sequence, Instant now, SigningKey... keys) throws Exception {
        return new KeyLists(home).adopt(list(signer, "acme", sequence, keys), now);
    }

    private static byte[] list(SigningKey signer, String publisher, int sequence, SigningKey... keys) {
        return KeyList.sign(new KeyList(publisher, sequence, NOW, END,
                Arrays.stream(keys).map(key -> new KeyList.Key(key.signer(), Optional.empty())).toList()), signer);
    }

    private KeyRing ring() {
        return new KeyRing(home);
    }
}
