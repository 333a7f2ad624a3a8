package dev.fleetward.core.evaluation;

import org.jspecify.annotations.Nullable;

/// What JSON has to look like. Implementations are thread-safe and bounded.
@FunctionalInterface
public interface Shape {
    /// What is wrong with this JSON text, for people; null if it fits.
    @Nullable String fault(String json);
}
