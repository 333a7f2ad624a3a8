package dev.fleetward.control.likeness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one test said, with its numbers. Immutable.
///
/// @param against what the endpoint was held against, for people
/// @param alarm whether it speaks for another model
/// @param samples how many answers of what, for people
/// @param limit what the statistic must not reach, where the test has such a limit
/// @param power the chance to find what [#powerFor] says
/// @param nanos what the test's calls cost, where it had calls of its own
public record Finding(
        String endpoint,
        Test test,
        String against,
        boolean alarm,
        long wallMicros,
        String words,
        String samples,
        @Nullable Double statistic,
        @Nullable Double limit,
        @Nullable Double pValue,
        @Nullable Double power,
        @Nullable String powerFor,
        @Nullable Long nanos) {

    /// A way to tell models apart.
    public enum Test {
        BORDERS,
        LOG_PROBABILITIES,
        EQUALITY;

        /// The name in reports and rows.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
