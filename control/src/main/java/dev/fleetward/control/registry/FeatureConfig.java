package dev.fleetward.control.registry;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        @Doc("Its service level.") @Nullable Slo slo,
        @Doc("What is kept for it in a pool, by the pool's name.") Map<String, ShareConfig> shares,
        @Doc("What it may spend.") @Nullable BudgetConfig budget,
        @Doc(value = "The routes that its keys may use; all if absent.", example = "[chat, draft]")
                List<String> routes) {

    private static final int LAST_TIER = 5;

    /// A service level. Immutable.
    @Doc("A service level.")
    public record Slo(
            @Doc(value = "Time to the first token.", example = "500ms")
                    @Nullable Duration firstToken,
            @Doc(value = "The share of calls that succeed.", example = "99.5%")
                    @Nullable Percent success) {
        public Slo {
            new Expect()
                    .time("firstToken", firstToken, Duration.ofMillis(1), Duration.ofHours(1))
                    .percent("success", success, Percent.ZERO, Percent.HUNDRED)
                    .orThrow();
        }
    }

    /// A reservation in a pool. Immutable.
    @Doc("A feature's reservation in a pool.")
    public record ShareConfig(
            @Doc(value = "What is kept for it.", orElse = "0%") Percent reserve,
            @Doc(value = "How much of that it lends while idle.", orElse = "100%") Percent lend,
            @Doc(value = "How much of what others lend it may borrow.", orElse = "100%")
                    Percent borrow) {
        public ShareConfig {
            new Expect()
                    .percent("reserve", reserve, Percent.ZERO, Percent.HUNDRED)
                    .percent("lend", lend, Percent.ZERO, Percent.HUNDRED)
                    .percent("borrow", borrow, Percent.ZERO, Percent.HUNDRED)
                    .orThrow();
        }
    }

    /// What may be spent. Immutable.
    @Doc("What a feature may spend in a calendar month (UTC).")
    public record BudgetConfig(
            @Doc(value = "In all.", example = "2000 USD") Money monthly,
            @Doc(
                            value =
                                    "The part that calls of class `background` may spend; all if absent.",
                            example = "300 USD")
                    @Nullable Money background) {
        private static final Money MOST = Money.ofUsd(1_000_000_000);

        public BudgetConfig {
            new Expect()
                    .money("monthly", monthly, MOST)
                    .money("background", background, monthly)
                    .orThrow();
        }
    }

    public FeatureConfig {
        shares = Map.copyOf(shares);
        routes = List.copyOf(routes);
        new Expect().number("tier", tier, 1, LAST_TIER).orThrow();
    }
}
