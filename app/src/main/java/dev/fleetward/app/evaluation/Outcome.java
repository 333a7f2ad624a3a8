package dev.fleetward.app.evaluation;

import dev.fleetward.core.evaluation.Answer;
import org.jspecify.annotations.Nullable;

/// What came of one call. Immutable.
sealed interface Outcome {
    /// A whole answer.
    ///
    /// @param region that served, null where nobody says
    /// @param version the model that served, null where nobody says
    /// @param inputTokens −1 where the provider does not count
    record Answered(
            Answer answer, @Nullable String region, @Nullable String version, long inputTokens)
            implements Outcome {}

    /// The endpoint was asked and gave no whole answer.
    record Failed(String words) implements Outcome {}

    /// The fleet did not send it, or the endpoint had no room: this says nothing of the answers.
    ///
    /// @param ends whether no other call of the run will fare better
    record NotSent(String words, boolean ends) implements Outcome {}
}
