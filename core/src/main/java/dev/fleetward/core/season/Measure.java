package dev.fleetward.core.season;

/// What is measured of calls. Immutable.
public enum Measure {
    /// Nanoseconds until the first token, without the predicted prefill ([PrefillModel]).
    FIRST_TOKEN_LESS_PREFILL,

    /// Nanoseconds from one token to the next, one value for each call.
    INTER_TOKEN,

    /// 0 for a call that succeeded, 1 for one that failed.
    FAILURES;

    /// Whether values are 0 or 1, so that their level is a rate and no median.
    public boolean isRate() {
        return this == FAILURES;
    }
}
