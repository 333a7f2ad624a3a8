package dev.fleetward.control.registry;

import dev.fleetward.core.region.ZoneProof;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `fleetward.yaml` as it was written, with typed values and every default filled in; names are not
/// looked up yet. Immutable. Paths are absolute or relative to the folder of the file.
@Doc("The whole file.")
public record FleetConfig(
        @Doc("Where the gateway and the admin API listen.") ListenConfig listen,
        @Doc(
                        value =
                                "The folder for the event log, the ledger and the admin token. A"
                                        + " relative path starts at this file's folder.",
                        orElse = "./fleetward-data",
                        example = "/var/lib/fleetward")
                Path data,
        @Doc("Who answers for parts of the fleet, by name.") Map<String, OwnerConfig> owners,
        @Doc(
                        value =
                                "Who answers for the node itself: for calls that it cannot record,"
                                        + " and for storage that does not answer. The first of"
                                        + " `owners` if absent.",
                        example = "platform")
                @Nullable String owner,
        @Doc("Who sells inference, by name: one account at one base URL.")
                Map<String, ProviderConfig> providers,
        @Doc("What providers really enforce, by name: a quota that several endpoints share.")
                Map<String, PoolConfig> pools,
        @Doc("One provider, region and model address each, by name.")
                Map<String, EndpointConfig> endpoints,
        @Doc("The names that callers ask for as the model, and the endpoints that may serve them.")
                Map<String, RouteConfig> routes,
        @Doc("The product features that make calls, by name.") Map<String, FeatureConfig> features,
        @Doc(
                        value =
                                "How sure it must be that a call which is bound to zones is served"
                                        + " there. With `strict`, an area that reaches out of a"
                                        + " zone (`global` for `eu`) counts as outside: no endpoint"
                                        + " of the zone may be in it, and an answer that names it"
                                        + " is discarded. With `declared`, the zone that is written"
                                        + " stands, and the answer is told.",
                        orElse = "strict")
                ZoneProof residency,
        @Doc("What each class of calls may expect of every pool.") ClassesConfig classes,
        @Doc("When endpoints are taken out of service, and how they come back.")
                HealthConfig health,
        @Doc(
                        "Small questions with known answers to endpoints that are seldom used; none"
                                + " are asked if absent.")
                @Nullable ProbesConfig probes,
        @Doc("The keys that callers present, as hashes.") List<KeyConfig> keys,
        @Doc("The webhooks that are told of incidents.") List<NotificationConfig> notifications,
        @Doc("Prices that add to the shipped price table or override it.") List<PriceConfig> prices,
        @Doc("The bounds of everything that can grow in the data path.") LimitsConfig limits,
        @Doc("How call events are kept.") EventsConfig events,
        @Doc("One JSON line per call, where it is wanted.") @Nullable AccessLogConfig accessLog,
        @Doc("Traces over OTLP, where they are wanted.") @Nullable TracingConfig tracing) {

    public FleetConfig {
        owners = Map.copyOf(owners);
        providers = Map.copyOf(providers);
        pools = Map.copyOf(pools);
        endpoints = Map.copyOf(endpoints);
        routes = Map.copyOf(routes);
        features = Map.copyOf(features);
        keys = List.copyOf(keys);
        notifications = List.copyOf(notifications);
        prices = List.copyOf(prices);
    }
}
