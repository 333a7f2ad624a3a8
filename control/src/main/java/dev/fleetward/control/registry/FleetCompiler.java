package dev.fleetward.control.registry;

import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonView;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Puts the snapshot together of what the compilers of its parts make, and has the whole of it
/// checked. Goes on after a problem; the snapshot only counts if none was fatal. Confined to one
/// load.
final class FleetCompiler {
    private final FleetConfig config;
    private final Findings findings;
    private final PriceTable prices;
    private final Names names;
    private final ProviderCompiler ofProviders;
    private final EndpointCompiler ofEndpoints;
    private final RouteCompiler ofRoutes;
    private final FeatureCompiler ofFeatures;

    FleetCompiler(
            FleetConfig config,
            Findings findings,
            Credentials credentials,
            PriceTable prices,
            LocalDate today) {
        this.config = config;
        this.findings = findings;
        this.prices = prices;
        this.names = new Names(findings);
        this.ofProviders = new ProviderCompiler(findings, names, credentials);
        this.ofEndpoints = new EndpointCompiler(findings, names, prices, today);
        this.ofRoutes = new RouteCompiler(findings, names);
        this.ofFeatures = new FeatureCompiler(findings, names);
    }

    FleetSnapshot compile(long version) {
        Map<String, Owner> owners =
                each(
                        config.owners(),
                        (name, owner) ->
                                new Owner(name, owner.contact(), owner.oncall(), owner.runbook()));
        Map<String, Provider> providers =
                each(
                        config.providers(),
                        (name, provider) -> ofProviders.provider(name, provider, owners));
        Map<String, Pool> pools = each(config.pools(), ofEndpoints::pool);
        Map<String, Endpoint> endpoints =
                each(
                        config.endpoints(),
                        (name, endpoint) ->
                                ofEndpoints.endpoint(name, endpoint, providers, pools, owners));
        Map<String, Route> routes =
                each(config.routes(), (name, route) -> ofRoutes.route(name, route, endpoints));
        Map<String, Feature> features =
                each(
                        config.features(),
                        (name, feature) -> ofFeatures.feature(name, feature, owners));
        ownFeatures(features);
        watchedEndpoints(endpoints);
        KeyRing keys = ofFeatures.keys(config.keys(), features);
        ofRoutes.fallbacks(routes);
        check(pools, endpoints, routes, features, keys);
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
                config.limits().toBounds(),
                config.events().whenFull(),
                config.classes().toPolicies(),
                Directives.NONE,
                config.health().toRules(),
                nodeOwner(owners),
                VersionTruth.NOTHING,
                SeasonView.NOTHING,
                SeasonPlan.NOTHING,
                config.residency());
    }

    private void check(
            Map<String, Pool> pools,
            Map<String, Endpoint> endpoints,
            Map<String, Route> routes,
            Map<String, Feature> features,
            KeyRing keys) {
        FleetChecks checks = new FleetChecks(findings);
        checks.reservations(config.features());
        checks.sharesOfNothing(features, pools);
        checks.sharesOutOfReach(features, routes);
        checks.limitsWithoutEndpoints(pools, endpoints);
        ZoneChecks zones = new ZoneChecks(findings);
        zones.places(endpoints.values(), config.residency());
        zones.check(routes, features);
        new VersionChecks(findings).comparedWithNobody(routes.values());
        checks.keyless(features, keys);
        checks.unpriced(routes, features);
        checks.cheapestWithoutPrice(routes);
        new PromiseChecks(config, findings).check();
    }

    private void ownFeatures(Map<String, Feature> features) {
        for (String own : List.of(ProbesConfig.FEATURE, BehaviourConfig.FEATURE)) {
            if (features.containsKey(own)) {
                String path = Findings.path("features", own);
                findings.error(
                        findings.key(path), path, "the feature \"" + own + "\" is the fleet's own");
            }
        }
    }

    /// The one that the file names, else the one that it declares first.
    private @Nullable Owner nodeOwner(Map<String, Owner> owners) {
        if (config.owner() != null) {
            return names.find("owners", config.owner(), owners, "owner");
        }
        return findings.namesUnder("owners").stream()
                .map(owners::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static <C, T> Map<String, T> each(
            Map<String, C> configs, BiFunction<String, C, @Nullable T> make) {
        Map<String, T> made = new LinkedHashMap<>();
        configs.forEach((name, config) -> {
            T value = make.apply(name, config);
            if (value != null) {
                made.put(name, value);
            }
        });
        return made;
    }

    private void watchedEndpoints(Map<String, Endpoint> endpoints) {
        ProbesConfig probes = config.probes();
        BehaviourConfig behaviour = probes == null ? null : probes.behaviour();
        if (behaviour == null) {
            return;
        }
        String path = Findings.path(Findings.path("probes", "behaviour"), "endpoints");
        for (int i = 0; i < behaviour.endpoints().size(); i++) {
            names.find(
                    "endpoints", behaviour.endpoints().get(i), endpoints, Findings.path(path, i));
        }
    }
}
