package dev.fleetward.core.objective;

import dev.fleetward.core.objective.Holder.Kind;
import org.jspecify.annotations.Nullable;

/// A call whose answer a user complained of, as far as promises are concerned. Immutable.
///
/// @param feature whose call it was; null where nobody knows, like the two after it
/// @param route that was asked for
/// @param endpoint that answered
/// @param endedMicros when the call ended, wall time
/// @param adds to what was counted of it already, see [Verdict#ofComplaint]
public record Complained(
        @Nullable String feature,
        @Nullable String route,
        @Nullable String endpoint,
        long endedMicros,
        Counts adds) {

    /// Who made a promise of this kind that the call concerns.
    @Nullable String of(Kind kind) {
        return switch (kind) {
            case FEATURE -> feature;
            case ROUTE -> route;
            case ENDPOINT -> endpoint;
        };
    }
}
