package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

class PolicyUpdateTest {

    @Test
    void anEmptyUpdateChangesNothing() throws Exception {
        PolicyRules now = read("""
                {"grantDays": 30, "holdSeconds": 0, "quorum": 3, "decisionRule": "MAJORITY", "refereeRequired": true,
                 "quotaBytesPerDay": 9000000000, "networksAlert": 4}""").over(PolicyRules.DEFAULT);

        assertThat(read("{}").over(now)).isEqualTo(now);
    }

    @Test
    void whatIsNamedChangesAndTheRestStays() throws Exception {
        PolicyRules now = read("{\"quorum\": 2, \"stepUp\": true}").over(PolicyRules.DEFAULT);

        assertThat(now.quorum()).isEqualTo(2);
        assertThat(now.stepUp()).isTrue();
        assertThat(now.grantDays()).isEqualTo(PolicyRules.DEFAULT.grantDays());
        assertThat(now.decisionRule()).isEqualTo(DecisionRule.VETO);
    }

    @Test
    void zeroTakesAQuotaAway() throws Exception {
        PolicyRules limited = read("{\"quotaConcurrent\": 4, \"quotaTicketsPerDay\": 50}").over(PolicyRules.DEFAULT);

        PolicyRules now = read("{\"quotaConcurrent\": 0}").over(limited);

        assertThat(now.quotaConcurrent()).isNull();
        assertThat(now.quotaTicketsPerDay()).isEqualTo(50);
    }

    @Test
    void aNewModelHoldsDecisionsForAMinute() {
        assertThat(PolicyRules.DEFAULT.holdSeconds()).isEqualTo(60);
    }

    private static PolicyUpdate read(String json) throws JsonProcessingException {
        return new ObjectMapper().readValue(json, PolicyUpdate.class);
    }
}
