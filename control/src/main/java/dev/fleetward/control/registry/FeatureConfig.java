package dev.fleetward.control.registry;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.health.Language;
import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.snapshot.BurnAction;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A product feature that makes calls. Immutable.
@Doc("A product feature that makes calls.")
public record FeatureConfig(
        @Doc(value = "Who answers for it.", example = "search") @Nullable String owner,
        @Doc(
                        key = "class",
                        value = "The class of its calls that declare none.",
                        orElse = "standard")
                CallClass callClass,
        @Doc(value = "How important it is; 1 is the most important.", orElse = "3") int tier,
        @Doc("Its service level.") @Nullable SloConfig slo,
        @Doc(
                        "What is kept for it in a pool, by the pool's name. In a pool that is not"
                                + " named here nothing is kept for it, and it may borrow all that"
                                + " is idle.")
                Map<String, ShareConfig> shares,
        @Doc("What it may spend.") @Nullable BudgetConfig budget,
        @Doc(value = "The routes that its keys may use; all if absent.", example = "[chat, draft]")
                List<String> routes,
        @Doc("How many of its calls may be under way at once.") ParallelConfig parallel,
        @Doc("How many of its calls may wait.") QueueConfig queue,
        @Doc(value = "The only residency zones that may serve it; all if absent.", example = "[eu]")
                List<String> zones,
        @Doc("What it expects of its answers; others are counted as flawed.") AnswersConfig answers,
        @Doc(
                        value =
                                "What is done by itself while it burns its error budget at a rate"
                                        + " that pages: `shed-batch` refuses batch and background"
                                        + " calls in the pools of its `routes`, or else of its"
                                        + " `shares`, `prefer-fallback` sends the calls of its"
                                        + " `routes` to their fallback first, `freeze` takes the"
                                        + " canary from its `routes` and lets no version be promoted"
                                        + " there, and tells in `slo`, `hygiene` and `changes` that"
                                        + " nothing new should be rolled out.",
                        example = "[shed-batch]")
                List<BurnAction> onBurn,
        @Doc("When its calls that can wait are told to come back in the trough; never if absent.")
                @Nullable DeferConfig defer) {

    private static final int LAST_TIER = 5;

    /// A reservation in a pool. Immutable.
    @Doc("A feature's reservation in a pool.")
    public record ShareConfig(
            @Doc(value = "What is kept for it.", orElse = "0%") Percent reserve,
            @Doc(value = "How much of that it lends while idle.", orElse = "100%") Percent lend,
            @Doc(
                            value = "How much of the pool it may take beyond its reservation.",
                            orElse = "100%")
                    Percent borrow,
            @Doc(
                            value =
                                    "How much of what is borrowed goes to it, compared with the"
                                            + " others that borrow.",
                            orElse = "1",
                            example = "4")
                    int weight) {

        private static final int MOST_WEIGHT = 1_000;

        public ShareConfig {
            new Expect()
                    .percent("reserve", reserve, Percent.ZERO, Percent.HUNDRED)
                    .percent("lend", lend, Percent.ZERO, Percent.HUNDRED)
                    .percent("borrow", borrow, Percent.ZERO, Percent.HUNDRED)
                    .that(
                            "weight",
                            weight != 0,
                            "0",
                            "1.."
                                    + MOST_WEIGHT
                                    + "; with no weight its calls would wait for ever, and"
                                    + " borrow: 0% says that it borrows nothing")
                    .that(
                            "weight",
                            weight == 0 || (weight >= 1 && weight <= MOST_WEIGHT),
                            Integer.toString(weight),
                            "1.." + MOST_WEIGHT)
                    .orThrow();
        }
    }

    /// What may be spent. Immutable.
    @Doc("What a feature may spend in a calendar month and on a day (UTC).")
    public record BudgetConfig(
            @Doc(value = "In all.", example = "2000 USD") Money monthly,
            @Doc(
                            value =
                                    "The part that calls of class `background` may spend; all if absent.",
                            example = "300 USD")
                    @Nullable Money background,
            @Doc(value = "What a day may cost.", example = "100 USD") @Nullable Money daily) {
        private static final Money MOST = Money.ofUsd(1_000_000_000);

        public BudgetConfig {
            new Expect()
                    .money("monthly", monthly, MOST)
                    .money("background", background, monthly)
                    .money("daily", daily, monthly)
                    .orThrow();
        }
    }

    /// Caps on what is under way. Immutable.
    @Doc("How many calls may be under way at once; no cap where absent.")
    public record ParallelConfig(
            @Doc(value = "Of the feature.", example = "50") @Nullable Count feature,
            @Doc(value = "Of each of its tenants.", example = "10") @Nullable Count tenant,
            @Doc(value = "With each of its keys.", example = "10") @Nullable Count key,
            @Doc(value = "Of each job.", example = "4") @Nullable Count job) {
        private static final int MOST_PARALLEL = 1_000_000;

        public ParallelConfig {
            new Expect()
                    .count("feature", feature, 1, MOST_PARALLEL)
                    .count("tenant", tenant, 1, MOST_PARALLEL)
                    .count("key", key, 1, MOST_PARALLEL)
                    .count("job", job, 1, MOST_PARALLEL)
                    .orThrow();
        }
    }

    /// Bounds of what waits. Immutable.
    @Doc("How many calls may wait, how large, and how long.")
    public record QueueConfig(
            @Doc(value = "Calls waiting at once; 0 if they never wait.", orElse = "1000")
                    Count calls,
            @Doc(value = "Request bodies waiting at once.", orElse = "64MB") ByteSize bytes,
            @Doc(
                            key = "wait",
                            value =
                                    "How long a call without a deadline of its own waits at most;"
                                            + " if absent, what its class allows.",
                            example = "30s")
                    @Nullable Duration maxWait) {
        private static final long MOST_CALLS = 1_000_000;
        private static final long MOST_BYTES = 1L << 40;

        public QueueConfig {
            new Expect()
                    .count("calls", calls, 0, MOST_CALLS)
                    .size("bytes", bytes, 0, MOST_BYTES)
                    .time("wait", maxWait, Duration.ofMillis(1), Duration.ofDays(1))
                    .orThrow();
        }
    }

    /// When calls wait for the trough. Immutable.
    @Doc(
            "Calls of class batch and background that declare `fleetward-deadline-ms` are answered 429"
                    + " in hours in which their endpoint is usually slow and interactive calls share"
                    + " its pool, with a `retry-after` that leads into an hour that is not.")
    public record DeferConfig(
            @Doc(
                            value =
                                    "How long a call is put off at most; never beyond half of what is"
                                            + " left until its deadline.",
                            example = "8h")
                    Duration within,
            @Doc(
                            value =
                                    "By how much the usual first token of an hour exceeds its day's"
                                            + " where the hour counts as slow.",
                            orElse = "10%")
                    Percent above) {
        private static final Percent LEAST = new Percent(10_000);
        private static final Percent MOST = new Percent(10_000_000);
        private static final double WHOLE = 1_000_000;

        public DeferConfig {
            new Expect()
                    .time("within", within, Duration.ofMinutes(1), Duration.ofDays(1))
                    .percent("above", above, LEAST, MOST)
                    .orThrow();
        }

        Deferral toDeferral() {
            return new Deferral(within.toNanos() / 1_000, above.partsPerMillion() / WHOLE);
        }
    }

    /// What answers may look like. Immutable.
    @Doc("What a feature expects of its answers.")
    public record AnswersConfig(
            @Doc(
                            value =
                                    "Whether answers that end at the limit on their length are sound.",
                            orElse = "false")
                    boolean truncation,
            @Doc(value = "Whether answers in which the model declines are sound.", orElse = "false")
                    boolean refusal,
            @Doc(
                            value =
                                    "Their language: en, de, fr, es, it, pt, nl, sv, pl, zh, ja, ko,"
                                            + " ru, uk, ar, el, he, hi or th. A cheap guess, so only"
                                            + " plain cases count. Not judged if absent.",
                            example = "de")
                    @Nullable String language,
            @Doc(value = "Whether answers that repeat the prompt are flawed.", orElse = "false")
                    boolean echo) {

        public AnswersConfig {
            new Expect()
                    .that(
                            "language",
                            language == null || Language.ofCode(language).isPresent(),
                            String.valueOf(language),
                            "a language that can be told from others: " + languages())
                    .orThrow();
        }

        private static String languages() {
            return Arrays.stream(Language.values())
                    .map(Language::code)
                    .collect(Collectors.joining(", "));
        }
    }

    public FeatureConfig {
        zones = List.copyOf(zones);
        onBurn = List.copyOf(onBurn);
        shares = Map.copyOf(shares);
        routes = List.copyOf(routes);
        new Expect().number("tier", tier, 1, LAST_TIER).orThrow();
    }
}
