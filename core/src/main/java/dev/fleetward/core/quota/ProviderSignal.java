package dev.fleetward.core.quota;

/// What a provider said of its quota in the head of one answer. Immutable.
///
/// @param tokens input and output together
/// @param utilization how full a provisioned deployment is, in millionths, above one when it is
///   more than full; or [#UNKNOWN]
/// @param retryAfterNanos how long it asked to wait, or [#UNKNOWN]
/// @param rateLimited whether the answer was a 429
/// @param sentNanos when the answered call was sent, monotonic; what was said is no older
/// @param readNanos when the head was read
public record ProviderSignal(
        Reading requests,
        Reading tokens,
        Reading input,
        Reading output,
        long utilization,
        long retryAfterNanos,
        boolean rateLimited,
        long sentNanos,
        long readNanos) {

    /// It was not said, or nothing usable was.
    public static final long UNKNOWN = -1;

    /// Larger numbers are not believed.
    public static final long MOST_TOKENS = 1_000_000_000_000L;

    /// A deployment that is full, in millionths.
    public static final long FULL = 1_000_000;

    /// A deployment that is said to be fuller is this full.
    public static final long MOST_UTILIZATION = 10 * FULL;

    /// Longer times are cut to this.
    public static final long MOST_NANOS = 24L * 60 * 60 * 1_000_000_000L;

    /// What was said of one limit.
    ///
    /// @param limit per minute, at least 1, or [#UNKNOWN]
    /// @param remaining what is left of it, at least 0, or [#UNKNOWN]
    /// @param resetNanos from the reading until all of it is left again, or [#UNKNOWN]
    /// @param step what `remaining` was rounded to; 1 if it is exact
    public record Reading(long limit, long remaining, long resetNanos, long step) {
        public static final Reading NONE = new Reading(UNKNOWN, UNKNOWN, UNKNOWN, 1);

        public Reading {
            limit = limit < 1 || limit > MOST_TOKENS ? UNKNOWN : limit;
            remaining = remaining < 0 || remaining > MOST_TOKENS ? UNKNOWN : remaining;
            resetNanos = resetNanos < 0 ? UNKNOWN : Math.min(resetNanos, MOST_NANOS);
            step = Math.clamp(step, 1, 1_000_000);
        }

        /// Nothing is left of it.
        boolean exhausted() {
            return remaining >= 0 && remaining < step;
        }
    }

    public ProviderSignal {
        utilization = utilization < 0 ? UNKNOWN : Math.min(utilization, MOST_UTILIZATION);
        retryAfterNanos = retryAfterNanos < 0 ? UNKNOWN : Math.min(retryAfterNanos, MOST_NANOS);
    }

    /// What was said of limits per minute, of a call that was sent just now.
    public ProviderSignal(
            Reading requests,
            Reading tokens,
            Reading input,
            Reading output,
            long retryAfterNanos,
            boolean rateLimited,
            long readNanos) {
        this(
                requests,
                tokens,
                input,
                output,
                UNKNOWN,
                retryAfterNanos,
                rateLimited,
                readNanos,
                readNanos);
    }

    /// The same of a call that was sent then.
    public ProviderSignal sentAt(long nanos) {
        return new ProviderSignal(
                requests,
                tokens,
                input,
                output,
                utilization,
                retryAfterNanos,
                rateLimited,
                nanos,
                readNanos);
    }

    /// The same with what was said of a provisioned deployment.
    public ProviderSignal withUtilization(long millionths) {
        return new ProviderSignal(
                requests,
                tokens,
                input,
                output,
                millionths,
                retryAfterNanos,
                rateLimited,
                sentNanos,
                readNanos);
    }

    /// A 429 that says no more than how long to wait, if that.
    public static ProviderSignal refused(long retryAfterNanos, long readNanos) {
        return new ProviderSignal(
                Reading.NONE,
                Reading.NONE,
                Reading.NONE,
                Reading.NONE,
                retryAfterNanos,
                true,
                readNanos);
    }

    /// Whether the provider itself says that one of its limits is used up.
    boolean exhausted() {
        return utilization >= FULL
                || requests.exhausted()
                || tokens.exhausted()
                || input.exhausted()
                || output.exhausted();
    }
}
