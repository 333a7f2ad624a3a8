package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One endpoint that draws from one pool, and features that use it. Immutable.
record SmallFleet(Endpoint endpoint, Pool pool, List<Feature> features) {
    private static final Provider PROVIDER =
            new Provider(
                    "simulated",
                    "simulated",
                    WireDialect.OPENAI,
                    URI.create("http://127.0.0.1:1"),
                    Provider.Style.STANDARD,
                    null,
                    null,
                    false,
                    Map.of(),
                    null,
                    "openai");

    SmallFleet {
        features = List.copyOf(features);
    }

    /// @param passPriority whether the engine is told each call's class
    static SmallFleet of(Pool pool, boolean passPriority, List<Feature> features) {
        Endpoint endpoint =
                new Endpoint(
                        "engine",
                        PROVIDER,
                        "model",
                        null,
                        null,
                        pool,
                        null,
                        Timeouts.DEFAULT,
                        null,
                        false,
                        passPriority,
                        Care.NONE);
        return new SmallFleet(endpoint, pool, features);
    }

    /// @param share null if it declares none
    static Feature feature(String name, CallClass callClass, Pool pool, @Nullable Share share) {
        return new Feature(
                name,
                null,
                callClass,
                1,
                share == null ? Map.of() : Map.of(pool.name(), share),
                null,
                Set.of(),
                null);
    }

    FleetSnapshot snapshot() {
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of(PROVIDER.name(), PROVIDER),
                Map.of(pool.name(), pool),
                Map.of(endpoint.name(), endpoint),
                Map.of(),
                features.stream().collect(Collectors.toMap(Feature::name, Function.identity())),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }
}
