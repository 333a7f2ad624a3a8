package dev.fleetward.core.snapshot;

import dev.fleetward.core.region.VersionPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A name that callers ask for, and the endpoints that may serve it, in order.
///
/// @param lenient whether what the endpoint's dialect cannot say is dropped and listed in a
///   response header, instead of refused
/// @param maxOutputTokens what a call may declare at most; more is lowered to it. -1 if nothing is
///   lowered
/// @param resilience what it does when an endpoint fails or is late
/// @param versions which versions of its models may serve it
/// @param peak what it does otherwise at its peak, which is in the other members where it is on;
///   null if nothing
public record Route(
        String name,
        List<Candidate> candidates,
        Strategy strategy,
        boolean lenient,
        Timeouts timeouts,
        long maxOutputTokens,
        Resilience resilience,
        VersionPolicy versions,
        @Nullable Peak peak) {

    public static final long NO_CLAMP = -1;

    /// A route that lowers nothing.
    public Route(
            String name,
            List<Candidate> candidates,
            Strategy strategy,
            boolean lenient,
            Timeouts timeouts) {
        this(name, candidates, strategy, lenient, timeouts, NO_CLAMP, Resilience.NONE);
    }

    /// A route without fallback and hedges.
    public Route(
            String name,
            List<Candidate> candidates,
            Strategy strategy,
            boolean lenient,
            Timeouts timeouts,
            long maxOutputTokens) {
        this(name, candidates, strategy, lenient, timeouts, maxOutputTokens, Resilience.NONE);
    }

    /// A route that any version may serve.
    public Route(
            String name,
            List<Candidate> candidates,
            Strategy strategy,
            boolean lenient,
            Timeouts timeouts,
            long maxOutputTokens,
            Resilience resilience) {
        this(
                name,
                candidates,
                strategy,
                lenient,
                timeouts,
                maxOutputTokens,
                resilience,
                VersionPolicy.ANY,
                null);
    }

    /// The same route at its peak, or beside it. Where it has none, nothing changes.
    Route at(boolean on) {
        if (peak == null) {
            return this;
        }
        Peak switched = peak.switched(on);
        Peak.Setting now = switched.now();
        return new Route(
                name,
                candidates,
                now.strategy(),
                lenient,
                now.timeouts(),
                now.maxOutputTokens(),
                resilience,
                versions,
                switched);
    }

    /// Members of the request that are set, as JSON text by name.
    public Map<String, String> parameters() {
        return peak == null ? Map.of() : peak.now().parameters();
    }

    /// How the order of tries is chosen.
    public enum Strategy {
        /// As written.
        FAILOVER,
        /// The first by weight, the rest by weight after it.
        WEIGHTED,
        /// The least expected cost of the call first; those of unknown price last.
        CHEAPEST,
        /// The soonest expected first token at this hour first; those of which nothing is known
        /// last, and as written among themselves.
        FASTEST
    }

    /// @param weight at least 1; only compared within its route
    public record Candidate(Endpoint endpoint, int weight) {}

    public Route {
        candidates = List.copyOf(candidates);
    }
}
