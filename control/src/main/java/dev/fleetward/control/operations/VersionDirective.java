package dev.fleetward.control.operations;

import dev.fleetward.core.region.Promotions.Verdict;
import org.jspecify.annotations.Nullable;

/// What somebody decided of one version on one route, whatever the route's policy says of it.
/// Immutable.
///
/// @param version in its plain spelling
/// @param actor who said so
/// @param reason in their words, or null
/// @param sinceWallMicros when, in microseconds since 1970
public record VersionDirective(
        String route,
        String version,
        Verdict verdict,
        String actor,
        @Nullable String reason,
        long sinceWallMicros) {

    /// The name in reports and in the store.
    public String label() {
        return label(verdict);
    }

    static String label(Verdict verdict) {
        return switch (verdict) {
            case PROMOTED -> "promoted";
            case REJECTED -> "held";
        };
    }

    static Verdict verdict(String label) {
        return switch (label) {
            case "promoted" -> Verdict.PROMOTED;
            case "held" -> Verdict.REJECTED;
            default -> throw new IllegalArgumentException("verdict: " + label);
        };
    }
}
