package dev.fleetward.core.season.slow;

import java.util.List;

/// One dimension of the calls, and how well it explains the change (Adtributor, NSDI 2014).
/// Immutable.
///
/// @param surprise how far its shares are from what was forecast; the dimensions are ranked by it
/// @param elements those that together explain enough of the change, the most surprising first;
///   empty where none do
public record Ranked(String dimension, double surprise, List<Element> elements) {
    public Ranked {
        elements = List.copyOf(elements);
    }

    /// One value of the dimension. Immutable.
    ///
    /// @param explains its part of the whole change; parts of all elements make 1
    public record Element(String value, double explains, double surprise) {}
}
