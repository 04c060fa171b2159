package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.web.Problem.FieldError;

class ExpertTypedTest {

    @Test
    void whatIsRightIsTaken() {
        assertThat(typed(" ada@maths.example.org ").errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ada", "ada@maths", "ada@maths.example.org, eve@example.org", "ada@@example.org",
            "@example.org",
            "Ada <ada@example.org>" })
    void whatIsNotOneMailAddressIsRefused(String address) {
        assertThat(typed(address).errors()).extracting(FieldError::field).containsExactly("expert-email");
    }

    private static Experts.Typed typed(String address) {
        return new Experts.Typed("Ada", address, "Is it sound?", List.of("intendedUse"), 14);
    }
}
