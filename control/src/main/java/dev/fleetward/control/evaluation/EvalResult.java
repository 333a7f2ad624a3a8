package dev.fleetward.control.evaluation;

import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.evaluation.Verdict;
import dev.fleetward.core.unit.Percent;
import org.jspecify.annotations.Nullable;

/// What came of a run of a suite at one endpoint, for one region and version that answered there.
/// Immutable.
///
/// @param run names the run
/// @param region as served where the provider says so, else as asked; null where there is none
/// @param version the model as the answers name it; null where no answer named one
/// @param rate of this version's samples, and of those of the endpoint that got no answer
/// @param planned samples of a whole run: fewer of them mean that it was broken off
/// @param threshold the share that had to pass
/// @param moment at what time of day it ran, such as `peak`; null where that was not asked
/// @param actor who ran it, as they say themselves
/// @param wallMicros when it ended (UTC)
public record EvalResult(
        String run,
        String suite,
        String route,
        String feature,
        String endpoint,
        @Nullable String region,
        @Nullable String version,
        PassRate rate,
        int planned,
        Percent threshold,
        @Nullable String moment,
        String actor,
        long wallMicros) {

    public Verdict verdict() {
        return Verdict.of(rate, planned, threshold);
    }

    public boolean passed() {
        return verdict() == Verdict.PASSED;
    }
}
