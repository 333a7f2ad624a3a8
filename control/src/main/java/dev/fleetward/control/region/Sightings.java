package dev.fleetward.control.region;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.region.Identity;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.VersionName;
import java.util.Optional;
import java.util.Set;

/// What events show of who served them. Stateless.
final class Sightings {
    private Sightings() {}

    /// What a closed event shows; empty where no provider said anything of itself.
    ///
    /// @param zones the zones of its feature and its route; empty for anywhere
    static Optional<Sighting> of(CallEvent event, Set<String> zones) {
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
