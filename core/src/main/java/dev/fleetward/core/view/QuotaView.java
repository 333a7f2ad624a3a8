package dev.fleetward.core.view;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A reading of all pools and budgets. Immutable.
///
/// @param openLeases admitted and not yet settled
/// @param signals who is starved now, and by whom
public record QuotaView(
        List<PoolView> pools, List<BudgetView> budgets, long openLeases, List<Starvation> signals) {
    public QuotaView {
        pools = List.copyOf(pools);
        budgets = List.copyOf(budgets);
        signals = List.copyOf(signals);
    }

    /// A reading without signals.
    public QuotaView(List<PoolView> pools, List<BudgetView> budgets, long openLeases) {
        this(pools, budgets, openLeases, List.of());
    }

    /// @param admitted calls admitted since start
    /// @param refused calls that found no room since start
    /// @param queued calls that wait now
    /// @param shares of features that declare one or use the pool now
    /// @param queues that hold calls or did since start
    public record PoolView(
            String pool,
            List<BucketView> buckets,
            long admitted,
            long refused,
            long queued,
            List<ShareView> shares,
            List<QueueView> queues,
            LearnedView learned) {
        public PoolView {
            buckets = List.copyOf(buckets);
            shares = List.copyOf(shares);
            queues = List.copyOf(queues);
        }

        /// A pool of which nothing but its buckets is known.
        public PoolView(
                String pool, List<BucketView> buckets, long admitted, long refused, long queued) {
            this(
                    pool,
                    buckets,
                    admitted,
                    refused,
                    queued,
                    List.of(),
                    List.of(),
                    LearnedView.NOTHING);
        }
    }

    /// @param bucket which limit, in the words of the configuration: `requestsPerMinute` and so on;
    ///   `tokensInFlight` is what an adaptive limit gives out of `kvTokens` now
    /// @param limit its size
    /// @param available how much of it is free now; below 0 after the limit has fallen
    public record BucketView(String bucket, long limit, long available) {}

    /// What a feature has of a pool, in parts per million of the pool.
    ///
    /// @param reserve what is kept for it
    /// @param used what it uses now, borrowed or not
    /// @param lent the part of its reservation that others use now
    /// @param borrowed the part of `used` that is beyond its reservation
    public record ShareView(String feature, int reserve, int used, int lent, int borrowed) {}

    /// The calls of one feature and class that wait for a pool.
    ///
    /// @param waitingBytes of request bodies
    /// @param oldestWaitNanos how long the oldest has waited; 0 if none waits
    /// @param waitP95Nanos of calls that left the queue lately; −1 if none did
    /// @param refused calls that left it unserved since start
    public record QueueView(
            String feature,
            String callClass,
            long waiting,
            long waitingBytes,
            long oldestWaitNanos,
            long waitP95Nanos,
            long refused) {}

    /// What the provider's answers taught of a pool.
    ///
    /// @param foreignTokensPerMinute what others than this gateway use of it
    /// @param surprises429 refusals of the provider while the pool had room by our count, since
    ///   start
    public record LearnedView(long foreignTokensPerMinute, long surprises429) {
        public static final LearnedView NOTHING = new LearnedView(0, 0);
    }

    /// All amounts in nano-dollars.
    public record BudgetView(
            String feature, String period, long limit, long spent, long reserved) {}

    /// A feature does not get what it should.
    ///
    /// @param feature whose calls suffer
    /// @param sinceNanos how long it has lasted
    /// @param culprit the feature that took the most beyond its own; null if none did
    /// @param words one sentence for people
    public record Starvation(
            Kind kind,
            String pool,
            String feature,
            long sinceNanos,
            @Nullable String culprit,
            String words) {

        /// What is wrong.
        public enum Kind {
            /// It waits and gets less than half of its fair share.
            SHARE,
            /// Its calls wait longer than their class's objective allows.
            WAIT,
            /// It reserves much more than it uses.
            BLOAT,
            /// Its calls are tried again and again.
            RETRIES;

            /// The name in reports.
            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
