package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent;
import java.util.Optional;
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

    /// What a closed event shows; empty where no provider said anything of itself.
    ///
    /// @param zones the zones of its feature and its route; empty for anywhere
    public static Optional<Sighting> of(CallEvent event, Set<String> zones) {
        CallEvent.Target target = event.target();
        CallEvent.Served served = event.served();
        String endpoint = target.endpoint();
        String model = target.modelSent();
        if (event.phase() != CallEvent.Phase.CLOSED
                || endpoint == null
                || model == null
                || (served.model() == null
                        && served.region() == null
                        && served.fingerprint() == null)) {
            return Optional.empty();
        }
        String provider = target.provider();
        Identity identity =
                new Identity(
                        provider == null ? "" : provider,
                        target.account(),
                        endpoint,
                        target.regionAsked(),
                        served.region(),
                        model,
                        served.model(),
                        served.fingerprint());
        return Optional.of(
                new Sighting(
                        identity,
                        event.timing().acceptedWallMicros(),
                        event.call(),
                        served.requestId(),
                        event.who().feature(),
                        zones,
                        served.region() == null && VersionName.isBedrock(model)));
    }
}
