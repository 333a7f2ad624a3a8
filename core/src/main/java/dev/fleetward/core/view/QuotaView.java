package dev.fleetward.core.view;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A reading of all pools and budgets. Immutable.
///
/// @param openLeases admitted and not yet settled
/// @param expiredLeases whose holder was gone without settling them, since start
/// @param signals who is starved now, and by whom
public record QuotaView(
        List<PoolView> pools,
        List<BudgetView> budgets,
        long openLeases,
        long expiredLeases,
        List<Starvation> signals) {
    public QuotaView {
        pools = List.copyOf(pools);
        budgets = List.copyOf(budgets);
        signals = List.copyOf(signals);
    }

    /// A reading without signals.
    public QuotaView(List<PoolView> pools, List<BudgetView> budgets, long openLeases) {
        this(pools, budgets, openLeases, 0, List.of());
    }

    /// @param admitted calls admitted since start
    /// @param refused calls that found no room since start
    /// @param queued calls that wait now
    /// @param shares of features that declare one or use the pool now
    /// @param queues that hold calls or did since start
    /// @param throttle how far less urgent work is held back
    public record PoolView(
            String pool,
            List<BucketView> buckets,
            long admitted,
            long refused,
            long queued,
            List<ShareView> shares,
            List<QueueView> queues,
            ThrottleView throttle,
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
                    ThrottleView.OPEN,
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

    /// How far batch and background calls of a pool are held back because more urgent ones miss
    /// their first token.
    ///
    /// @param allowed of the pool, in parts per million; a million where nothing is held back
    /// @param missing the class whose calls were late last; null if none was
    public record ThrottleView(int allowed, @Nullable String missing) {
        public static final int WHOLE = 1_000_000;
        public static final ThrottleView OPEN = new ThrottleView(WHOLE, null);

        public boolean isOpen() {
            return allowed >= WHOLE;
        }
    }

    /// What the provider's answers taught of a pool.
    ///
    /// @param foreignTokensPerMinute what others than this gateway use of it
    /// @param refused429 refusals of the provider for too many calls or tokens, since start
    /// @param surprises429 those of them that came while the pool had room by our count
    /// @param limitsDiffered how often the provider named another limit than the configured one,
    ///   since start
    /// @param learnedTokensPerMinute the rate that it turned out to give; [#UNKNOWN] where it gives
    ///   what is declared
    /// @param declaredTokensPerMinute what is declared; [#UNKNOWN] if nothing is
    /// @param pausedNanos for how long from now it asked to be left alone; 0 if it did not
    /// @param told what it said of its limits
    /// @param recent the newest surprises, oldest first
    public record LearnedView(
            long foreignTokensPerMinute,
            long refused429,
            long surprises429,
            long limitsDiffered,
            long learnedTokensPerMinute,
            long declaredTokensPerMinute,
            long pausedNanos,
            List<ToldView> told,
            List<SurpriseView> recent) {
        public static final long UNKNOWN = -1;

        public static final LearnedView NOTHING =
                new LearnedView(0, 0, 0, 0, UNKNOWN, UNKNOWN, 0, List.of(), List.of());

        public LearnedView {
            told = List.copyOf(told);
            recent = List.copyOf(recent);
        }

        /// @param declaredTokens per minute, in both directions
        public static LearnedView of(PoolLearning learning, long declaredTokens, long nowNanos) {
            long foreign = 0;
            for (PoolLearning.ToldLimit limit : learning.limits()) {
                if (!limit.bucket().equals("requestsPerMinute")) {
                    foreign = Math.max(foreign, limit.foreignPerMinute());
                }
            }
            return new LearnedView(
                    foreign,
                    learning.rateLimited(),
                    learning.refusedWithRoom(),
                    learning.limitsDiffered(),
                    known(learning.learnedTokensPerMinute()),
                    known(declaredTokens),
                    learning.pausedNanos(),
                    learning.limits().stream()
                            .map(each ->
                                    new ToldView(
                                            each.bucket(), known(each.declared()), each.told()))
                            .toList(),
                    learning.recent().stream()
                            .map(each -> SurpriseView.of(each, nowNanos))
                            .toList());
        }

        private static long known(long limit) {
            return limit == Long.MAX_VALUE ? UNKNOWN : limit;
        }
    }

    /// What a provider says of one limit.
    ///
    /// @param bucket in the words of the configuration
    /// @param declared what is configured; [LearnedView#UNKNOWN] if nothing is
    public record ToldView(String bucket, long declared, long told) {}

    /// Something that our own books did not expect; see [PoolLearning.Surprise].
    ///
    /// @param number the first of a pool since start is 1, the next one more
    /// @param ours the free part in percent, or the configured limit
    /// @param theirs what the provider said; −1 if it did not
    /// @param words for people
    public record SurpriseView(
            long number,
            String kind,
            String bucket,
            long ours,
            long theirs,
            long ageNanos,
            String words) {
        static SurpriseView of(PoolLearning.Surprise surprise, long nowNanos) {
            return new SurpriseView(
                    surprise.number(),
                    surprise.kind().label(),
                    surprise.bucket(),
                    surprise.ours(),
                    surprise.theirs(),
                    Math.max(0, nowNanos - surprise.atNanos()),
                    words(surprise));
        }

        private static String words(PoolLearning.Surprise surprise) {
            return switch (surprise.kind()) {
                case REFUSED_WITH_ROOM ->
                        "429 with "
                                + surprise.ours()
                                + "% of "
                                + surprise.bucket()
                                + " free by our count"
                                + (surprise.theirs() < 0
                                        ? ""
                                        : "; the provider says " + surprise.theirs() + " are left");
                case LIMIT_DIFFERS ->
                        "told "
                                + surprise.theirs()
                                + " "
                                + surprise.bucket()
                                + ", "
                                + surprise.ours()
                                + " are configured";
            };
        }
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
