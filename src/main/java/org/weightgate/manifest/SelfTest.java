package org.weightgate.manifest;

import java.util.List;

/// What the model computes for some tokens, so that a loader can find out whether it reads these bytes as their publisher does:
/// wrong sharding, a wrong element type or a wrong rotation leaves every digest right. Logits are in millionths.
///
/// @param tokens the input, by id
/// @param expected the largest logit of each position
/// @param tolerance how far another implementation's logit may be away
public record SelfTest(List<Integer> tokens, List<Expected> expected, long tolerance) {

    /// After reading `tokens` up to `position`, `token` has the largest logit, and this is it.
    public record Expected(int position, int token, long logit) {
    }

    static final int MOST_TOKENS = 512;

    public SelfTest {
        tokens = List.copyOf(tokens);
        expected = List.copyOf(expected);
    }
}
