package dev.fleetward.core.incident;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A fleet that is put together piece by piece, and alerts about it. Confined to one test.
final class TestFleet {
    static final long MINUTE = 60_000_000L;

    private final Map<String, Owner> owners = new LinkedHashMap<>();
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Map<String, Feature> features = new LinkedHashMap<>();

    private @Nullable Owner owner(@Nullable String name) {
        return name == null
                ? null
                : owners.computeIfAbsent(
                        name,
                        _ ->
                                new Owner(
                                        name,
                                        name + "@example.com",
                                        "https://pager.example.com/" + name,
                                        URI.create("https://wiki.example.com/" + name)));
    }

    TestFleet provider(String name, @Nullable String owner) {
        providers.put(
                name,
                new Provider(
                        name,
                        name,
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        owner(owner),
                        "openai"));
        return this;
    }

    TestFleet endpoint(
            String name,
            String provider,
            @Nullable String pool,
            @Nullable String region,
            @Nullable String owner,
            @Nullable String runbook) {
        Provider of = providers.get(provider);
        if (of == null) {
            throw new IllegalArgumentException(provider);
        }
        Pool limited =
                pool == null
                        ? null
                        : pools.computeIfAbsent(
                                pool, _ -> new Pool(pool, Accounting.PLAIN, 600, 1, 1, 1, 1));
        endpoints.put(
                name,
                new Endpoint(
                        name,
                        of,
                        "m",
                        region,
                        null,
                        limited,
                        owner(owner),
                        Timeouts.DEFAULT,
                        null,
                        false,
                        false,
                        runbook == null
                                ? Care.NONE
                                : new Care(null, null, null, URI.create(runbook))));
        return this;
    }

    TestFleet route(String name, String... ofEndpoints) {
        List<Route.Candidate> candidates = new ArrayList<>();
        for (String endpoint : ofEndpoints) {
            Endpoint of = endpoints.get(endpoint);
            if (of == null) {
                throw new IllegalArgumentException(endpoint);
            }
            candidates.add(new Route.Candidate(of, 1));
        }
        routes.put(
                name,
                new Route(name, candidates, Route.Strategy.FAILOVER, false, Timeouts.DEFAULT));
        return this;
    }

    TestFleet feature(String name, @Nullable String owner, String... ofRoutes) {
        features.put(
                name,
                new Feature(
                        name,
                        owner(owner),
                        CallClass.STANDARD,
                        1,
                        Map.of(),
                        null,
                        Set.of(ofRoutes),
                        null));
        return this;
    }

    FleetSnapshot snapshot() {
        return new FleetSnapshot(
                1,
                owners,
                providers,
                pools,
                endpoints,
                routes,
                features,
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    Alert down(String endpoint, long since) {
        return about(endpoint, Alert.Kind.ENDPOINT_DOWN, Severity.PAGE, since);
    }

    Alert about(String endpoint, Alert.Kind kind, Severity severity, long since) {
        Endpoint of = endpoints.get(endpoint);
        if (of == null) {
            throw new IllegalArgumentException(endpoint);
        }
        return new Alert(
                kind,
                severity,
                Subject.ofEndpoint(
                        endpoint,
                        of.pool() == null ? null : of.pool().name(),
                        of.provider().name(),
                        of.region()),
                endpoint + " " + kind.label(),
                since);
    }

    static Alert burn(String feature, long since) {
        return new Alert(
                Alert.Kind.BURN,
                Severity.PAGE,
                Subject.ofFeature(feature),
                feature + " burns its error budget",
                since);
    }
}
