package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.provider.AnswerFacts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether what served an answer may serve its call: as the version that its route allows, and from
/// where the call may be served. Asked before anything of the answer has gone out. Stateless.
///
/// What a provider does not say is not held against it: the endpoint's configured region and the
/// plan's word for its version stand then. Of a region that merely reaches out of the zone
/// (`global` for `eu`) the fleet's `residency` says whether it is held against it.
final class ServedRules {
    private ServedRules() {}

    /// Why the answer may not go to its caller; null if it may.
    static @Nullable Failure objection(Attempt attempt, AnswerFacts facts) {
        Failure outside = outsideZone(attempt, facts);
        return outside != null ? outside : otherVersion(attempt, facts);
    }

    private static @Nullable Failure outsideZone(Attempt attempt, AnswerFacts facts) {
        Call call = attempt.call;
        Set<String> routes = call.route().resilience().zones();
        if (call.residency.isAnywhere() && routes.isEmpty()) {
            return null;
        }
        String region = ServedBy.region(attempt, facts);
        if (region == null) {
            return null;
        }
        Residency residency = call.residency.within(routes);
        Zones zones = call.serving.zones();
        Set<String> allowed = Set.copyOf(residency.zones());
        if (!zones.forbids(region, allowed)) {
            return null;
        }
        boolean proven = zones.standing(region, allowed) == Zones.Standing.OUTSIDE;
        return Failure.of(
                FailureKind.OUTSIDE_ZONE,
                attempt.endpoint().name()
                        + (proven ? " answered from " : " answered from somewhere in ")
                        + region
                        + (proven ? ", outside of " : ", which reaches out of ")
                        + String.join(", ", residency.zones())
                        + "; the answer was discarded.");
    }

    private static @Nullable Failure otherVersion(Attempt attempt, AnswerFacts facts) {
        Call call = attempt.call;
        VersionGate gate = call.serving.versions().of(call.route());
        if (gate == null) {
            return null;
        }
        Endpoint endpoint = attempt.endpoint();
        String served = ServedBy.model(attempt, facts);
        if (served == null || gate.mayAnswer(endpoint.name(), endpoint.model(), served, call.id)) {
            return null;
        }
        return Failure.of(
                FailureKind.OTHER_VERSION,
                endpoint.name()
                        + " answered as "
                        + served
                        + ", which the route "
                        + call.route().name()
                        + " does not allow; the answer was discarded.");
    }
}
