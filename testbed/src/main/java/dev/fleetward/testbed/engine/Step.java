package dev.fleetward.testbed.engine;

import java.util.List;

/// One engine step. What it generated exists at `endNanos`, not before: whoever drives the engine
/// tells the listeners of `advanced` then, and takes the next step after that.
///
/// @param advanced sequences that got one token each, or that ended without output
/// @param decoding sequences that decoded
/// @param prefilled prompt tokens worked through
/// @param kvTokens KV tokens held after the step
public record Step(
        long startNanos,
        long endNanos,
        List<Sequence> advanced,
        int decoding,
        long prefilled,
        long kvTokens) {

    /// Tells each sequence that is still wanted.
    public void deliver() {
        for (Sequence sequence : advanced) {
            sequence.listener().advanced(sequence);
        }
    }
}
