package dev.fleetward.core.season.slow;

/// Calls at an endpoint that are not among the cells of a question, because nearly nothing was
/// known there of what is usual. Immutable.
///
/// @param calls those of the question's scope
/// @param knownSinceMicros since when it is known; 0 where it is not known yet
public record Unjudged(String endpoint, long calls, long knownSinceMicros) {
    boolean isKnownNow() {
        return knownSinceMicros > 0;
    }
}
