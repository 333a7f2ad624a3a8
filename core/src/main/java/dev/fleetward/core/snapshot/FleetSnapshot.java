package dev.fleetward.core.snapshot;

import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.region.Zones;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The whole fleet as the gateway serves it. Immutable; a change is a new snapshot.
///
/// @param version counts up with each snapshot that was published
/// @param unrecordedCalls what happens when the event log cannot take a call
/// @param classes what each class of calls may expect of every pool
/// @param directives what operators and policies ask of the running fleet
/// @param health when endpoints are taken out of service, and how they come back
/// @param nodeOwner who answers for the node that serves it, or null if nobody does
/// @param versions which versions of its models the endpoints showed, as far as is known
/// @param seasons how soon endpoints are expected to answer at this hour
/// @param plan how slow endpoints will be in the hours to come
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
        HealthRules health,
        @Nullable Owner nodeOwner,
        VersionTruth versions,
        SeasonView seasons,
        SeasonPlan plan) {

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
                Directives.NONE,
                HealthRules.DEFAULT,
                null,
                VersionTruth.NOTHING,
                SeasonView.NOTHING,
                SeasonPlan.NOTHING);
    }

    /// The same fleet with other directives. The version stays: it counts configurations.
    public FleetSnapshot directed(Directives other) {
        return altered(at(other.atPeak()), features, keys, classes, other, versions, seasons, plan);
    }

    /// The same fleet with one more key, and its feature. The version stays.
    public FleetSnapshot with(KeyRing.Key key) {
        Map<String, Feature> more = new HashMap<>(features);
        more.put(key.feature().name(), key.feature());
        return altered(routes, more, keys.with(key), classes, directives, versions, seasons, plan);
    }

    /// The same fleet with other policies of its classes. The version stays.
    public FleetSnapshot with(ClassPolicies others) {
        return altered(routes, features, keys, others, directives, versions, seasons, plan);
    }

    /// The same fleet, of which this is known. The version stays.
    public FleetSnapshot with(VersionTruth truth) {
        return altered(routes, features, keys, classes, directives, truth, seasons, plan);
    }

    /// The same fleet, of which this is expected. The version stays.
    public FleetSnapshot with(SeasonView expected) {
        return altered(routes, features, keys, classes, directives, versions, expected, plan);
    }

    /// The same fleet, of which this is foretold. The version stays.
    public FleetSnapshot with(SeasonPlan foretold) {
        return altered(routes, features, keys, classes, directives, versions, seasons, foretold);
    }

    private Map<String, Route> at(Set<String> peaks) {
        if (routes.values().stream().allMatch(route -> route.peak() == null)) {
            return routes;
        }
        Map<String, Route> switched = new HashMap<>();
        routes.forEach((name, route) -> switched.put(name, route.at(peaks.contains(name))));
        return switched;
    }

    private FleetSnapshot altered(
            Map<String, Route> newRoutes,
            Map<String, Feature> newFeatures,
            KeyRing newKeys,
            ClassPolicies newClasses,
            Directives newDirectives,
            VersionTruth newVersions,
            SeasonView newSeasons,
            SeasonPlan newPlan) {
        return new FleetSnapshot(
                version,
                owners,
                providers,
                pools,
                endpoints,
                newRoutes,
                newFeatures,
                newKeys,
                prices,
                bounds,
                unrecordedCalls,
                newClasses,
                newDirectives,
                health,
                nodeOwner,
                newVersions,
                newSeasons,
                newPlan);
    }

    /// Whether the endpoint takes no new calls, by configuration or by directive.
    public boolean stopped(Endpoint endpoint) {
        return endpoint.drained() || directives.stopped().contains(endpoint.name());
    }

    /// Which regions lie in which zones, by its endpoints. Made anew at each call: keep it.
    public Zones zones() {
        List<Zones.Place> places = new ArrayList<>();
        for (Endpoint endpoint : endpoints.values()) {
            String region = endpoint.region();
            String zone = endpoint.zone();
            if (region != null && zone != null) {
                places.add(new Zones.Place(region, zone));
            }
        }
        return Zones.of(places);
    }

    /// Which of its models are compared under which names. Made anew at each call: keep it.
    public Lineages lineages() {
        List<Lineages.Named> named = new ArrayList<>();
        for (Endpoint endpoint : endpoints.values()) {
            String lineage = endpoint.deploymentOf();
            if (lineage != null) {
                named.add(new Lineages.Named(endpoint.name(), endpoint.model(), lineage));
            }
        }
        return Lineages.of(named);
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
