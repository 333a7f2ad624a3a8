package dev.fleetward.core.quota;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.quota.Admission.Admitted;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Small fleets for tests of admission, and the words in which those tests speak.
final class TestFleet {
    static final long SECOND = 1_000_000_000L;
    static final long MINUTE = 60 * SECOND;
    static final long FREE = Pool.UNLIMITED;

    /// The middle of a month.
    static final long MID_MONTH = micros("2026-11-15T12:00:00Z");

    /// A dollar per million tokens of either kind: a thousand nano-dollars a token.
    static final PriceRow ONE_DOLLAR =
            new PriceRow(
                    "test@2026-01-01",
                    "*",
                    "test",
                    LocalDate.of(2026, 1, 1),
                    Money.NANOS_PER_USD,
                    PriceRow.UNPRICED,
                    PriceRow.UNPRICED,
                    PriceRow.UNPRICED,
                    Money.NANOS_PER_USD,
                    null);

    static final long NANOS_PER_TOKEN = 1_000;

    static final QueueBounds NEVER_WAITS = new QueueBounds(0, 0, 0);

    private static final Provider PROVIDER =
            new Provider(
                    "test",
                    "test",
                    WireDialect.OPENAI,
                    URI.create("http://127.0.0.1:1"),
                    Provider.Style.STANDARD,
                    null,
                    null,
                    false,
                    Map.of(),
                    null,
                    "openai");

    private TestFleet() {}

    static long micros(String instant) {
        Instant at = Instant.parse(instant);
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    static Pool pool(String name, long requests, long input, long output) {
        return new Pool(name, Accounting.PLAIN, requests, input, output, FREE, FREE);
    }

    static Pool gauges(String name, long concurrent, long kvTokens) {
        return new Pool(name, Accounting.PLAIN, FREE, FREE, FREE, concurrent, kvTokens);
    }

    static Endpoint endpoint(String name, @Nullable Pool pool, @Nullable PriceRow price) {
        return new Endpoint(
                name, PROVIDER, "test", null, null, pool, null, Timeouts.DEFAULT, price, false);
    }

    static Endpoint endpoint(Pool pool) {
        return endpoint("at-" + pool.name(), pool, null);
    }

    static Feature feature(String name, @Nullable Budget budget) {
        return feature(name, budget, Map.of(), Parallel.DEFAULT, NEVER_WAITS);
    }

    static Feature feature(
            String name,
            @Nullable Budget budget,
            Map<String, Share> shares,
            Parallel parallel,
            QueueBounds queue) {
        return new Feature(
                name, null, CallClass.STANDARD, 1, shares, budget, Set.of(), null, parallel, queue);
    }

    static final Feature CHAT = feature("chat", null);

    /// A budget in tokens at [#ONE_DOLLAR].
    static Budget budget(long tokens) {
        return new Budget(new Money(tokens * NANOS_PER_TOKEN), null);
    }

    static Budget budget(long tokens, long backgroundTokens) {
        return new Budget(
                new Money(tokens * NANOS_PER_TOKEN), new Money(backgroundTokens * NANOS_PER_TOKEN));
    }

    static FleetSnapshot snapshot(List<Pool> pools, List<Feature> features) {
        Map<String, Pool> poolsByName = new HashMap<>();
        pools.forEach(pool -> poolsByName.put(pool.name(), pool));
        Map<String, Feature> featuresByName = new HashMap<>();
        features.forEach(feature -> featuresByName.put(feature.name(), feature));
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of(),
                poolsByName,
                Map.of(),
                Map.of(),
                featuresByName,
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    static FairDesk desk(Pool... pools) {
        return new FairDesk(snapshot(List.of(pools), List.of(CHAT)), 0, MID_MONTH);
    }

    static FairDesk deskFor(Feature feature, Pool... pools) {
        return new FairDesk(snapshot(List.of(pools), List.of(feature)), 0, MID_MONTH);
    }

    static Ask ask(Feature feature, CallClass callClass, Estimate estimate, Endpoint... where) {
        return new Ask(
                new CallId(1, 2),
                feature,
                new Attribution(
                        "key",
                        feature.name(),
                        null,
                        Origin.USER,
                        true,
                        callClass,
                        true,
                        null,
                        null),
                "route",
                1,
                List.of(where),
                estimate,
                0,
                Long.MAX_VALUE / 2);
    }

    static Ask ask(long input, long output, Endpoint... where) {
        return ask(CHAT, CallClass.STANDARD, new Estimate(input, output, output), where);
    }

    static Admission admit(FairDesk desk, Ask ask, long now) {
        return desk.admit(ask, TestFleet::neverTold, now);
    }

    private static void neverTold(Admission decision) {
        throw new AssertionError("a call that may not wait was told " + decision);
    }

    static Lease admitted(FairDesk desk, Ask ask, long now) {
        Admission decision = admit(desk, ask, now);
        if (decision instanceof Admitted(Lease lease)) {
            return lease;
        }
        throw new AssertionError("not admitted: " + decision);
    }

    static Refused refused(FairDesk desk, Ask ask, long now) {
        Admission decision = admit(desk, ask, now);
        if (decision instanceof Refused refused) {
            return refused;
        }
        throw new AssertionError("not refused: " + decision);
    }

    static Settlement used(long input, long output) {
        return new Settlement(
                Ending.SUCCEEDED,
                new Usage(
                        TokenCount.reported(input),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(output),
                        TokenCount.ABSENT),
                (input + output) * NANOS_PER_TOKEN);
    }

    static long available(FairDesk desk, String pool, String bucket, long now) {
        return desk.view(now).pools().stream()
                .filter(view -> view.pool().equals(pool))
                .flatMap(view -> view.buckets().stream())
                .filter(view -> view.bucket().equals(bucket))
                .mapToLong(BucketView::available)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + bucket + " in " + pool));
    }

    static BudgetView budget(FairDesk desk, String feature, String period, long now) {
        return desk.view(now).budgets().stream()
                .filter(view -> view.feature().equals(feature) && view.period().equals(period))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + period + " budget of " + feature));
    }
}
