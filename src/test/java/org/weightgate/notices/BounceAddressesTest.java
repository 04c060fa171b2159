package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BounceAddressesTest {

    private static final BounceAddresses OURS = BounceAddresses.of("bounces@lab.example", "a secret of the tests");

    @Test
    void anAddressLeadsBackToItsMail() {
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            var mail = new UUID(i == 0 ? 0 : random.nextLong(), i == 1 ? 0 : random.nextLong());

            String address = OURS.sender(mail);

            assertThat(MailText.isAddress(address)).isTrue();
            assertThat(OURS.mail(address)).contains(mail);
            assertThat(OURS.mail(address.toUpperCase(Locale.ROOT))).contains(mail);
        }
    }

    @Test
    void aForgedAddressLeadsNowhere() {
        String address = OURS.sender(UUID.randomUUID());
        int plus = address.indexOf('+');

        for (int i = plus + 1; i < address.indexOf('@'); i++) {
            char other = address.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(OURS.mail(address.substring(0, i) + other + address.substring(i + 1))).isEmpty();
        }
        assertThat(BounceAddresses.of("bounces@lab.example", "another secret of tests").mail(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "bounces@lab.example", "bounces+@lab.example", "bounces+abc@lab.example",
            "bounces+zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz@lab.example",
            "bounces+-0000000000000000000000000000000000000000@lab.example",
            "bounces+ä0000000000000000000000000000000000000000@lab.example",
            "bounces+00000000000000000000000000000000000000000@elsewhere.example" })
    void whatWeDidNotMakeLeadsNowhere(String address) {
        assertThat(OURS.mail(address)).isEmpty();
    }

    @Test
    void aBadSettingIsRefusedAtOnce() {
        assertThatThrownBy(() -> BounceAddresses.of("bounces", "a secret of the tests"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BounceAddresses.of("b".repeat(23) + "@lab.example", "a secret of the tests"))
                .hasMessageContaining("at most 22 characters");
        assertThatThrownBy(() -> BounceAddresses.of("bounces@lab.example", "short")).hasMessageContaining("secret");
    }
}
