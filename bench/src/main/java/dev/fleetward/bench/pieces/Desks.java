package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.Estimate;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.QueueBounds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Desks with one pool, and calls for them. Stateless.
final class Desks {
    private static final long ACCEPTED = 1_795_000_000_000_000L;

    private Desks() {}

    static Feature feature(String name, @Nullable Budget budget) {
        return new Feature(
                name,
                null,
                CallClass.INTERACTIVE,
                1,
                Map.of(),
                budget,
                Set.of(),
                null,
                Parallel.DEFAULT,
                new QueueBounds(1_000_000, Long.MAX_VALUE / 2, 1L << 60));
    }

    static FairDesk desk(Endpoint endpoint, List<Feature> features) {
        Pool pool = endpoint.pool();
        return new FairDesk(
                new FleetSnapshot(
                        1,
                        Map.of(),
                        Map.of(),
                        pool == null ? Map.of() : Map.of(pool.name(), pool),
                        Map.of(endpoint.name(), endpoint),
                        Map.of(),
                        features.stream()
                                .collect(Collectors.toMap(Feature::name, Function.identity())),
                        new KeyRing(List.of()),
                        new PriceTable(List.of()),
                        Bounds.DEFAULT,
                        FleetSnapshot.UnrecordedCalls.REFUSE),
                System.nanoTime(),
                ACCEPTED);
    }

    static Ask ask(Feature feature, String key, Endpoint endpoint, long deadlineNanos) {
        return new Ask(
                CallId.of(ACCEPTED, 7, 11),
                feature,
                new Attribution(
                        key,
                        feature.name(),
                        null,
                        Origin.USER,
                        true,
                        CallClass.INTERACTIVE,
                        false,
                        null,
                        null),
                "chat",
                1,
                List.of(endpoint),
                new Estimate(100, 256, 256),
                1_000,
                deadlineNanos);
    }
}
