package dev.fleetward.core.snapshot;

/// Limits of one attempt, each from the request's start except `silenceNanos`, which is the longest
/// gap between bytes of an answer that has begun.
///
/// @param seasonal whether `firstTokenNanos` follows the season: see [#at]
public record Timeouts(
        long connectNanos,
        long firstTokenNanos,
        long silenceNanos,
        long totalNanos,
        boolean seasonal) {
    /// What a limit that follows the season is multiplied by at most.
    public static final double MOST_RATIO = 3;

    private static final long SECOND = 1_000_000_000L;

    /// Limits that are the same at every hour.
    public Timeouts(long connectNanos, long firstTokenNanos, long silenceNanos, long totalNanos) {
        this(connectNanos, firstTokenNanos, silenceNanos, totalNanos, false);
    }

    public static final Timeouts DEFAULT =
            new Timeouts(5 * SECOND, 60 * SECOND, 60 * SECOND, 600 * SECOND);

    /// The limits at an hour whose usual first token is so many times its day's. A first token then
    /// has as many times its limit, never less than the limit, at most [#MOST_RATIO] times, and
    /// never more than the whole attempt. Where they do not follow the season, they stay.
    public Timeouts at(double ratio) {
        if (!seasonal || !(ratio > 1)) {
            return this;
        }
        double scaled = firstTokenNanos * Math.min(ratio, MOST_RATIO);
        long first = Math.max(firstTokenNanos, (long) Math.min(scaled, totalNanos));
        return new Timeouts(connectNanos, first, silenceNanos, totalNanos, true);
    }

    /// The stricter of the two, limit by limit; they follow the season if either does.
    public Timeouts stricter(Timeouts other) {
        return new Timeouts(
                Math.min(connectNanos, other.connectNanos),
                Math.min(firstTokenNanos, other.firstTokenNanos),
                Math.min(silenceNanos, other.silenceNanos),
                Math.min(totalNanos, other.totalNanos),
                seasonal || other.seasonal);
    }
}
