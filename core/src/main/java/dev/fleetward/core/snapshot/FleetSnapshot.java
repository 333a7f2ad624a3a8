package dev.fleetward.core.snapshot;

import dev.fleetward.core.cost.PriceTable;
import java.util.Map;

/// The whole fleet as the gateway serves it. Immutable; a change is a new snapshot.
///
/// @param version counts up with each snapshot that was published
/// @param unrecordedCalls what happens when the event log cannot take a call
/// @param classes what each class of calls may expect of every pool
/// @param directives what operators and policies ask of the running fleet
/// @param health when endpoints are taken out of service, and how they come back
public record FleetSnapshot(
        long version,
        Map<String, Owner> owners,
        Map<String, Provider> providers,
        Map<String, Pool> pools,
        Map<String, Endpoint> endpoints,
        Map<String, Route> routes,
        Map<String, Feature> features,
        KeyRing keys,
        PriceTable prices,
        Bounds bounds,
        UnrecordedCalls unrecordedCalls,
        ClassPolicies classes,
        Directives directives,
        HealthRules health) {

    /// A fleet with the default rules of health.
    public FleetSnapshot(
            long version,
            Map<String, Owner> owners,
            Map<String, Provider> providers,
            Map<String, Pool> pools,
            Map<String, Endpoint> endpoints,
            Map<String, Route> routes,
            Map<String, Feature> features,
            KeyRing keys,
            PriceTable prices,
            Bounds bounds,
            UnrecordedCalls unrecordedCalls,
            ClassPolicies classes,
            Directives directives) {
        this(
                version,
                owners,
                providers,
                pools,
                endpoints,
                routes,
                features,
                keys,
                prices,
                bounds,
                unrecordedCalls,
                classes,
                directives,
                HealthRules.DEFAULT);
    }

    /// A fleet with the default policies.
    public FleetSnapshot(
            long version,
            Map<String, Owner> owners,
            Map<String, Provider> providers,
            Map<String, Pool> pools,
            Map<String, Endpoint> endpoints,
            Map<String, Route> routes,
            Map<String, Feature> features,
            KeyRing keys,
            PriceTable prices,
            Bounds bounds,
            UnrecordedCalls unrecordedCalls) {
        this(
                version,
                owners,
                providers,
                pools,
                endpoints,
                routes,
                features,
                keys,
                prices,
                bounds,
                unrecordedCalls,
                ClassPolicies.DEFAULT,
                Directives.NONE);
    }

    /// The same fleet with other directives. The version stays: it counts configurations.
    public FleetSnapshot directed(Directives other) {
        return new FleetSnapshot(
                version,
                owners,
                providers,
                pools,
                endpoints,
                routes,
                features,
                keys,
                prices,
                bounds,
                unrecordedCalls,
                classes,
                other,
                health);
    }

    /// Whether the endpoint takes no new calls, by configuration or by directive.
    public boolean stopped(Endpoint endpoint) {
        return endpoint.drained() || directives.stopped().contains(endpoint.name());
    }

    /// A fleet without directives.
    public FleetSnapshot(
            long version,
            Map<String, Owner> owners,
            Map<String, Provider> providers,
            Map<String, Pool> pools,
            Map<String, Endpoint> endpoints,
            Map<String, Route> routes,
            Map<String, Feature> features,
            KeyRing keys,
            PriceTable prices,
            Bounds bounds,
            UnrecordedCalls unrecordedCalls,
            ClassPolicies classes) {
        this(
                version,
                owners,
                providers,
                pools,
                endpoints,
                routes,
                features,
                keys,
                prices,
                bounds,
                unrecordedCalls,
                classes,
                Directives.NONE);
    }

    /// What happens to a call that the event log cannot take.
    public enum UnrecordedCalls {
        /// It is refused with 503.
        REFUSE,
        /// It passes and is counted as unrecorded.
        PASS
    }

    public FleetSnapshot {
        owners = Map.copyOf(owners);
        providers = Map.copyOf(providers);
        pools = Map.copyOf(pools);
        endpoints = Map.copyOf(endpoints);
        routes = Map.copyOf(routes);
        features = Map.copyOf(features);
    }
}
