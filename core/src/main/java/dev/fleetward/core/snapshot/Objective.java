package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;
import org.jspecify.annotations.Nullable;

/// A service level. Immutable; times in nanoseconds, 0 where none is declared.
///
/// @param firstTokenNanos from the call's acceptance to its first token
/// @param interTokenNanos between two tokens, on average over an answer
/// @param totalNanos from acceptance to the last byte
/// @param onTime the share of sound answers that keep each of these times
/// @param success the share of calls with a sound answer, or null if none is declared
public record Objective(
        long firstTokenNanos,
        long interTokenNanos,
        long totalNanos,
        Percent onTime,
        @Nullable Percent success) {

    /// What is promised of times where nothing else is declared.
    public static final Percent USUAL_ON_TIME = new Percent(950_000);

    public Objective(long firstTokenNanos, @Nullable Percent success) {
        this(firstTokenNanos, 0, 0, USUAL_ON_TIME, success);
    }
}
