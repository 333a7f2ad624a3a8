package dev.fleetward.control.incident;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Endpoints `e0`, `e1` and so on, each of a provider and an owner of its own (`p0`, `o0`), behind
/// a route of its own (`r0`) that one feature uses (`f0`, of the owner `product`). Stateless.
final class Fleet {
    private Fleet() {}

    static FleetSnapshot of(int endpoints) {
        Map<String, Owner> owners = new LinkedHashMap<>();
        Map<String, Provider> providers = new LinkedHashMap<>();
        Map<String, Endpoint> named = new LinkedHashMap<>();
        Map<String, Route> routes = new LinkedHashMap<>();
        Map<String, Feature> features = new LinkedHashMap<>();
        Owner product = new Owner("product", "product@example.com", null);
        owners.put("product", product);
        for (int i = 0; i < endpoints; i++) {
            Owner owner =
                    new Owner(
                            "o" + i,
                            "o" + i + "@example.com",
                            "https://pager.example.com/o" + i,
                            URI.create("https://wiki.example.com/o" + i));
            Provider provider =
                    new Provider(
                            "p" + i,
                            "p" + i,
                            WireDialect.OPENAI,
                            URI.create("http://127.0.0.1:1"),
                            Provider.Style.STANDARD,
                            null,
                            null,
                            false,
                            Map.of(),
                            null,
                            "openai");
            Endpoint endpoint =
                    new Endpoint(
                            "e" + i,
                            provider,
                            "m",
                            null,
                            null,
                            null,
                            owner,
                            Timeouts.DEFAULT,
                            null,
                            false);
            owners.put(owner.name(), owner);
            providers.put(provider.name(), provider);
            named.put(endpoint.name(), endpoint);
            routes.put(
                    "r" + i,
                    new Route(
                            "r" + i,
                            List.of(new Route.Candidate(endpoint, 1)),
                            Route.Strategy.FAILOVER,
                            false,
                            Timeouts.DEFAULT));
            features.put(
                    "f" + i,
                    new Feature(
                            "f" + i,
                            product,
                            CallClass.STANDARD,
                            1,
                            Map.of(),
                            null,
                            Set.of("r" + i),
                            null));
        }
        return new FleetSnapshot(
                1,
                owners,
                providers,
                Map.of(),
                named,
                routes,
                features,
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    static Alert down(int endpoint, long sinceMicros) {
        return new Alert(
                Alert.Kind.ENDPOINT_DOWN,
                Severity.PAGE,
                Subject.ofEndpoint("e" + endpoint, null, "p" + endpoint, null),
                "e" + endpoint + " is <down>",
                sinceMicros);
    }

    static Alert burn(int feature, long sinceMicros) {
        return new Alert(
                Alert.Kind.BURN,
                Severity.TICKET,
                Subject.ofFeature("f" + feature),
                "f" + feature + " burns",
                sinceMicros);
    }
}
