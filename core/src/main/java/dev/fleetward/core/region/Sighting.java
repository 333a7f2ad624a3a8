package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One answer that said what served it. Immutable.
///
/// @param wallMicros when the call was accepted
/// @param requestId the provider's, or null
/// @param zones the only residency zones that may serve the call; empty for anywhere
/// @param regionLate whether its region may be told later, by a log
public record Sighting(
        Identity identity,
        long wallMicros,
        CallId call,
        @Nullable String requestId,
        String feature,
        Set<String> zones,
        boolean regionLate) {

    public Sighting {
        zones = Set.copyOf(zones);
    }
}
