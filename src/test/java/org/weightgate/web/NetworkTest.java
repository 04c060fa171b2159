package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({ "192.0.2.77,192.0.2.0/24", "127.0.0.1,127.0.0.0/24", "2001:db8:1:2::3,2001:db8:1::/48",
            "2001:0:0:2::3,2001::/48", "2001:0:a0:2::3,2001:0:a0::/48", "2001:db8:10:0::,2001:db8:10::/48",
            "0:0:1::,0:0:1::/48",
            "::1,::/48", "fe80::1%eth0,fe80::/48", "::ffff:192.0.2.77,192.0.2.0/24", "0.0.0.0,0.0.0.0/24" })
    void keepsThePrefixOnly(String address, String prefix) {
        assertThat(Network.of(address)).contains(new Network(prefix));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "localhost", "example.org", "999.1.1.1", "unknown" })
    void aNameIsNeverLookedUp(String address) {
        assertThat(Network.of(address)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "192.0.2.77,192.0.2.77", "2001:db8:1:2::3,2001:db8:1::/48",
            "2001:db8:1:ffff::9,2001:db8:1::/48",
            "'',''" })
    void oneSenderIsAnAddressOrWhatOnePersonIsGivenOfVersionSix(String address, String sender) {
        assertThat(Network.sender(address)).isEqualTo(sender);
    }
}
