package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;

/// How an attempt ended, for the buckets it held. Immutable.
///
/// @param usage what it really used; estimates where nothing was reported
/// @param costNanos what it cost in nano-dollars; 0 where that is unknown
/// @param sent whether anything went to the provider; if not, it counted nothing
/// @param firstTokenNanos from sending to the first token; 0 where that is unknown
/// @param lastTokenNanos from sending to the last token; 0 where that is unknown
/// @param tokenlessNanos how long a stream that ended without any token was waited for since it was
///   sent; 0 for all others
public record Settlement(
        Ending ending,
        Usage usage,
        long costNanos,
        boolean sent,
        long firstTokenNanos,
        long lastTokenNanos,
        long tokenlessNanos) {

    /// A lease that no attempt used.
    public static final Settlement NOT_SENT =
            new Settlement(Ending.NOT_A_SAMPLE, Usage.NONE, 0, false, 0, 0, 0);

    /// An attempt that was sent and not timed.
    public Settlement(Ending ending, Usage usage, long costNanos) {
        this(ending, usage, costNanos, true, 0, 0, 0);
    }

    /// An attempt that is no stream without tokens.
    public Settlement(
            Ending ending,
            Usage usage,
            long costNanos,
            boolean sent,
            long firstTokenNanos,
            long lastTokenNanos) {
        this(ending, usage, costNanos, sent, firstTokenNanos, lastTokenNanos, 0);
    }

    /// The three endings of a lease.
    public enum Ending {
        /// It ran; what it used counts, and its timings are a sample.
        SUCCEEDED,
        /// It says nothing about the endpoint: the caller's fault or hang-up, a lost connection.
        NOT_A_SAMPLE,
        /// The endpoint had too much to do: 429, 529, a timeout.
        OVERLOADED
    }
}
