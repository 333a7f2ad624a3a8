package dev.fleetward.core.season.work;

import java.util.List;

/// The work of one feature at one endpoint that is expected in one hour, and what becomes of it.
/// Immutable.
///
/// @param hourMicros when it comes
/// @param use the mean of the hours that tell of this one
/// @param deadlineMicros the time that nine of ten of its calls have, at least; 0 where they
///   declare none
public record Coming(
        String endpoint, String feature, long hourMicros, Use use, long deadlineMicros, Fate fate) {

    /// What becomes of it.
    public sealed interface Fate {}

    /// It runs in other hours.
    ///
    /// @param parts at least one; one that begins when the work comes is not put off
    public record Moves(List<Part> parts) implements Fate {
        public Moves {
            parts = List.copyOf(parts);
        }
    }

    /// It runs when it comes.
    public record Stays(Why why) implements Fate {}

    /// @param share of the work
    public record Part(long startMicros, double share) {}

    /// Why work stays.
    public enum Why {
        /// Its calls declare no deadline.
        NO_DEADLINE,
        /// Its feature puts nothing off.
        NO_RULE,
        /// No interactive feature may use what it runs on.
        NOBODY_GAINS,
        /// How slow the hour will be is not known.
        HOUR_UNKNOWN,
        /// The hour is not slow.
        NOT_SLOW,
        /// Half of its time, or what the rule allows, ends before an hour that is not slow.
        OUT_OF_REACH,
        /// Interactive calls would wait longer elsewhere.
        BEST_HERE,
        /// More work comes than a plan looks at, and this is among the least.
        TOO_MUCH
    }

    Coming with(Fate other) {
        return new Coming(endpoint, feature, hourMicros, use, deadlineMicros, other);
    }

    /// Whether any of it runs later than it comes.
    public boolean isMoved() {
        return fate instanceof Moves moves
                && moves.parts().stream().anyMatch(part -> part.startMicros() > hourMicros);
    }
}
