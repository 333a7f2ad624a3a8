package dev.fleetward.testbed.provider.limit;

/// What a call asks for. Immutable.
///
/// @param prompt tokens of the prompt, those read from a cache included
/// @param cacheRead how many of them are read from a cache
/// @param output what it declares as its most output; where it declares nothing, what it is going
///   to generate
/// @param declared whether it declared its most output
public record Demand(int prompt, int cacheRead, int output, boolean declared) {
    long uncached() {
        return (long) prompt - cacheRead;
    }
}
