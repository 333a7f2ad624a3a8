package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a route does when an endpoint fails or is late. Immutable.
///
/// @param objective its service level, or null if none is declared
/// @param zones the only residency zones that may serve it; empty for all
/// @param hedge null if no call is sent twice
/// @param fallback null if there is none
public record Resilience(
        @Nullable Objective objective,
        Set<String> zones,
        @Nullable Hedge hedge,
        @Nullable Fallback fallback) {

    public static final Resilience NONE = new Resilience(null, Set.of(), null, null);

    public Resilience {
        zones = Set.copyOf(zones);
    }

    /// A second attempt elsewhere for streams whose first token is late.
    ///
    /// @param extraInput input tokens of hedges as a share of all of the route's input tokens
    public record Hedge(Percent extraInput) {}

    /// Another route, for calls that no endpoint of this one can serve.
    ///
    /// @param route its name
    /// @param parameters top-level members of the request that are set for it, as JSON text
    /// @param degraded what callers are told of the answer, in `fleetward-degraded`; null if it is
    ///   as good
    public record Fallback(
            String route, Map<String, String> parameters, @Nullable String degraded) {
        public Fallback {
            parameters = Map.copyOf(parameters);
        }
    }
}
