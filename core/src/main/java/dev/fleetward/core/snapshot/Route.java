package dev.fleetward.core.snapshot;

import dev.fleetward.core.region.VersionPolicy;
import java.util.List;

/// A name that callers ask for, and the endpoints that may serve it, in order.
///
/// @param lenient whether what the endpoint's dialect cannot say is dropped and listed in a
///   response header, instead of refused
/// @param maxOutputTokens what a call may declare at most; more is lowered to it. -1 if nothing is
///   lowered
/// @param resilience what it does when an endpoint fails or is late
/// @param versions which versions of its models may serve it
public record Route(
        String name,
        List<Candidate> candidates,
        Strategy strategy,
        boolean lenient,
        Timeouts timeouts,
        long maxOutputTokens,
        Resilience resilience,
        VersionPolicy versions) {

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
                VersionPolicy.ANY);
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
