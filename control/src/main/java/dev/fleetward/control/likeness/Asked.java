package dev.fleetward.control.likeness;

import java.util.Map;

/// What came of an inquiry.
sealed interface Asked {
    /// An answer.
    ///
    /// @param logProbs of the first token; empty where the endpoint gave none
    record Answered(String text, Map<String, Double> logProbs, long inputTokens, long outputTokens)
            implements Asked {
        public Answered {
            logProbs = Map.copyOf(logProbs);
        }
    }

    /// The endpoint cannot be asked this.
    record Unsuitable(String words) implements Asked {}

    /// No answer this time: no budget, no room, or the endpoint failed.
    record NotAnswered(String words) implements Asked {}
}
