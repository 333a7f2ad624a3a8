package dev.fleetward.core.region.likeness;

/// What a day's border inputs say.
public sealed interface BorderVerdict {
    /// Too few results for a baseline.
    record Gathering(int have, int need) implements BorderVerdict {}

    /// Not a result: the day is over already, or less than half of the inputs were answered.
    record Left(long day, int answered, int inputs) implements BorderVerdict {}

    /// As usual.
    record Steady(Reading reading) implements BorderVerdict {}

    /// Unusual, but not for long enough.
    record Moving(Reading reading, int streak) implements BorderVerdict {}

    /// An alarm: the model behind the endpoint is another one.
    record Changed(Reading reading) implements BorderVerdict {}

    /// Unusual so soon after an alarm that it is the same one.
    record Resting(Reading reading, long untilDay) implements BorderVerdict {}

    /// The inputs differ from themselves too much; choose others.
    record Unstable(Reading reading, double median) implements BorderVerdict {}

    /// A day's numbers.
    ///
    /// @param distance mean total variation distance from the reference
    /// @param usual the baseline's mean
    /// @param limit how far from that it may be
    /// @param baseline results in the baseline
    /// @param calls answers of the day
    record Reading(
            long day, double distance, double usual, double limit, int baseline, int calls) {}
}
