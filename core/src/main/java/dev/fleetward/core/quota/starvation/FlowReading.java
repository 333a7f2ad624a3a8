package dev.fleetward.core.quota.starvation;

/// What one feature did in one pool since the last reading. Immutable.
///
/// @param backlogged whether calls of it waited all the time
/// @param servedTokens tokens that it was served since the last reading
/// @param weight its part of the pool compared with the others' when all are backlogged, what is
///   kept for it included; above 0
/// @param waitP95Nanos of its calls that left the queue lately; −1 if none did
/// @param firstTokenNanos its own objective, else that of its class; 0 if there is none
/// @param reservedTokens what calls that settled since the last reading had reserved
/// @param usedTokens what they used
/// @param attempts that began since the last reading
/// @param logicalCalls that began since the last reading
public record FlowReading(
        String feature,
        boolean backlogged,
        long servedTokens,
        double weight,
        long waitP95Nanos,
        long firstTokenNanos,
        long reservedTokens,
        long usedTokens,
        long attempts,
        long logicalCalls) {
    public FlowReading {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: above 0)");
        }
    }
}
