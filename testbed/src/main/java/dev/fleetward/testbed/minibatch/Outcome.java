package dev.fleetward.testbed.minibatch;

/// What became of a request. Immutable.
///
/// @param firstTokenNanos when its first token was there; -1 if it was aborted
/// @param finishNanos when its last token was there; -1 if it was aborted
public record Outcome(Request request, long firstTokenNanos, long finishNanos) {
    public boolean aborted() {
        return finishNanos < 0;
    }
}
