package org.weightgate.catalogue;

/// How votes become a decision once enough different people have voted.
public enum DecisionRule {
    /// One rejection decides; approval needs the whole quorum.
    VETO,
    /// With a quorum of votes cast, the side with more than half of them decides; a tie waits for another vote.
    MAJORITY
}
