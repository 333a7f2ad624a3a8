package dev.fleetward.core.view;

import java.util.List;
import java.util.Locale;

/// What was learned of a pool from its provider's answers, beside what is declared. Immutable.
///
/// @param rateLimited 429s since start
/// @param refusedWithRoom those of them that came while every limit had room by our books
/// @param limitsDiffered how often since start it named another limit than the configured one
/// @param recent the newest of these surprises, oldest first
/// @param limits what the provider said of the pool's limits, for those that it spoke of
/// @param learnedTokensPerMinute the rate that the provider turned out to give, below what is
///   declared; [Long#MAX_VALUE] where nothing is learned
/// @param pausedNanos how long the provider asked to be left alone from now; 0 if it does not
/// @param tokensInFlightLimit the adaptive limit on tokens under way; [Long#MAX_VALUE] without one
public record PoolLearning(
        String pool,
        long rateLimited,
        long refusedWithRoom,
        long limitsDiffered,
        List<Surprise> recent,
        List<ToldLimit> limits,
        long learnedTokensPerMinute,
        long pausedNanos,
        long tokensInFlightLimit) {

    public PoolLearning {
        recent = List.copyOf(recent);
        limits = List.copyOf(limits);
    }

    /// @param bucket in the words of the configuration
    /// @param declared what is configured; [Long#MAX_VALUE] if nothing is
    /// @param told what the provider says, or -1 if it does not
    /// @param foreignPerMinute what others steadily use of it: what went from the provider's quota
    ///   and not from our books; 0 where that cannot be told from noise
    public record ToldLimit(String bucket, long declared, long told, long foreignPerMinute) {
        public boolean differs() {
            return told >= 0 && told != declared;
        }
    }

    /// Something that our own books did not expect.
    ///
    /// @param number the first of a pool since start is 1, the next one more
    /// @param atNanos monotonic
    /// @param ours for a 429 the part of the scarcest limit that was free, in percent; for a limit
    ///   what is configured
    /// @param theirs for a 429 what the provider said was left of that limit, or -1; for a limit
    ///   what it says
    public record Surprise(
            long number, Kind kind, String bucket, long atNanos, long ours, long theirs) {
        public enum Kind {
            /// A 429 while more than a fifth of every limit was free.
            REFUSED_WITH_ROOM,
            /// The provider's limit is another than the configured one.
            LIMIT_DIFFERS;

            /// The name in reports.
            public String label() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
    }
}
