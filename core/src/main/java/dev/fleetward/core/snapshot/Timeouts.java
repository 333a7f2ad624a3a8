package dev.fleetward.core.snapshot;

/// Limits of one attempt, each from the request's start except `silenceNanos`, which is the longest
/// gap between bytes of an answer that has begun.
public record Timeouts(
        long connectNanos, long firstTokenNanos, long silenceNanos, long totalNanos) {
    private static final long SECOND = 1_000_000_000L;
    public static final Timeouts DEFAULT =
            new Timeouts(5 * SECOND, 60 * SECOND, 60 * SECOND, 600 * SECOND);

    /// The stricter of the two, limit by limit.
    public Timeouts stricter(Timeouts other) {
        return new Timeouts(
                Math.min(connectNanos, other.connectNanos),
                Math.min(firstTokenNanos, other.firstTokenNanos),
                Math.min(silenceNanos, other.silenceNanos),
                Math.min(totalNanos, other.totalNanos));
    }
}
