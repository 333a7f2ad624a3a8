package dev.fleetward.core.health;

import java.util.Locale;

/// A rate of bad answers that rose. Immutable.
///
/// @param seen the rate since the change seems to have begun
/// @param expected the endpoint's usual rate
/// @param calls from how many calls `seen` is known
public record Degraded(Symptom symptom, double seen, double expected, long calls) {

    /// Such as `3.1% malformed answers in 212 calls (usual: 0.5%)`.
    public String words() {
        return String.format(
                Locale.ROOT,
                "%.1f%% %s in %d calls (usual: %.1f%%)",
                seen * 100,
                symptom.meaning(),
                calls,
                expected * 100);
    }
}
