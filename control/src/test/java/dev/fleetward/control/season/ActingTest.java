package dev.fleetward.control.season;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.PeakRule;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What follows from seasons: an endpoint whose first token takes twice as long from 12 to 18 UTC
/// of every day, and one of which nothing is known.
class ActingTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long DAY = 24 * HOUR;

    /// A midnight in UTC.
    private static final long MIDNIGHT = 20_000 * DAY;

    private static final ProfileKey KEY =
            new ProfileKey("known", "us", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
    private static final ProfileBook BOOK = new ProfileBook();

    private static final Provider PROVIDER =
            new Provider(
                    "p",
                    "p",
                    WireDialect.OPENAI,
                    URI.create("http://127.0.0.1:1"),
                    Provider.Style.STANDARD,
                    null,
                    null,
                    false,
                    Map.of(),
                    null,
                    "openai");
    private static final Pool POOL =
            new Pool("pool", Accounting.PLAIN, 10, Pool.UNLIMITED, Pool.UNLIMITED, 4, 5);

    @BeforeAll
    static void remember() {
        for (int day = -21; day < 0; day++) {
            for (int hour = 0; hour < 24; hour++) {
                for (int i = 0; i < 30; i++) {
                    boolean slow = hour >= 12 && hour < 18;
                    BOOK.record(
                            KEY,
                            MIDNIGHT + day * DAY + hour * HOUR + i * 1_000_000L,
                            (slow ? 400e6 : 200e6) + i * 1e6);
                }
            }
        }
        BOOK.closeHours(MIDNIGHT + HOUR);
    }

    private record Remembered(long nowMicros) implements Seasons {
        @Override
        public SeasonState state() {
            return SeasonState.FIRST;
        }

        @Override
        public Map<ProfileKey, Double> weights() {
            return Map.of(
                    KEY,
                    15_000.0,
                    new ProfileKey("known", "us", PromptSize.HUGE, KEY.measure()),
                    3.0,
                    new ProfileKey("known", "us", PromptSize.SMALL, Measure.FAILURES),
                    90_000.0);
        }

        @Override
        public Forecast forecast(ProfileKey key) {
            return Forecast.of(BOOK, key, nowMicros);
        }

        @Override
        public Optional<Baseline> usual(ProfileKey key) {
            return BOOK.at(key, nowMicros);
        }

        @Override
        public List<Baseline> week(ProfileKey key) {
            return List.of();
        }

        @Override
        public Optional<SlowAnswer> slow(
                Scope scope, long fromMicros, ZoneId zone, List<Mark> marks) {
            return Optional.empty();
        }
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(
                name,
                PROVIDER,
                "m",
                "us",
                "us",
                POOL,
                null,
                Timeouts.DEFAULT,
                null,
                false,
                false,
                Care.NONE);
    }

    private static Route route(String name, PeakRule rule) {
        Peak.Setting setting =
                new Peak.Setting(
                        Route.Strategy.FAILOVER, Timeouts.DEFAULT, Route.NO_CLAMP, Map.of());
        return new Route(
                name,
                List.of(new Route.Candidate(endpoint(name), 1)),
                Route.Strategy.FAILOVER,
                false,
                Timeouts.DEFAULT,
                Route.NO_CLAMP,
                Resilience.NONE,
                VersionPolicy.ANY,
                new Peak(rule, "measured", false, setting, setting));
    }

    private static FleetSnapshot fleet(CallClass callClass) {
        PeakRule rule = new PeakRule.Measured(1.3, 1.15);
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of("p", PROVIDER),
                Map.of("pool", POOL),
                Map.of("known", endpoint("known"), "unknown", endpoint("unknown")),
                Map.of("known", route("known", rule), "unknown", route("unknown", rule)),
                Map.of("f", new Feature("f", null, callClass, 1, Map.of(), null, Set.of(), null)),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }

    @Test
    void aRouteIsAtItsPeakAsItsFirstEndpointsSeasonIs() {
        FleetSnapshot fleet = fleet(CallClass.INTERACTIVE);
        for (int hour = 0; hour < 24; hour++) {
            long now = MIDNIGHT + hour * HOUR;
            Set<String> on = new Peaks(new Remembered(now)).look(fleet, now);
            assertThat(on)
                    .as("%d UTC", hour)
                    .isEqualTo(hour >= 12 && hour < 18 ? Set.of("known") : Set.of());
        }
    }

    @Test
    void theOutlookSaysWhichHoursAreSlowAndWhetherAnybodyGains() {
        SeasonPlan plan = Outlooks.of(fleet(CallClass.INTERACTIVE), new Remembered(MIDNIGHT));
        assertThat(plan.endpoints()).containsOnlyKeys("known");
        SeasonPlan.Outlook outlook = Objects.requireNonNull(plan.endpoints().get("known"));
        assertThat(outlook.shared()).isTrue();
        assertThat(outlook.hours()).hasSize(24);
        for (int hour = 0; hour < 24; hour++) {
            SeasonPlan.Hour foretold =
                    plan.at("known", MIDNIGHT + hour * HOUR + HOUR / 2).orElseThrow();
            assertThat(foretold.ratio() > 1.3)
                    .as("%d UTC", hour)
                    .isEqualTo(hour >= 12 && hour < 18);
        }
        assertThat(plan.at("known", MIDNIGHT + DAY)).isEmpty();

        SeasonPlan nobody = Outlooks.of(fleet(CallClass.BATCH), new Remembered(MIDNIGHT));
        assertThat(Objects.requireNonNull(nobody.endpoints().get("known")).shared()).isFalse();
    }
}
