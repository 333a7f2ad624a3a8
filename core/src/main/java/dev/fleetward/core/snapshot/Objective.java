package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;
import org.jspecify.annotations.Nullable;

/// A service level: time to first token in nanoseconds (0 if none) and the share of calls that
/// succeed.
public record Objective(long firstTokenNanos, @Nullable Percent success) {}
