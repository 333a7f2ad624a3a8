package dev.fleetward.control.registry;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonView;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.InetAddress;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks names up, fetches secrets, adds shares up, and puts the snapshot together. Goes on after a
/// problem; the snapshot only counts if none was fatal. Confined to one load.
final class FleetCompiler {
    /// A route that names no limit leaves the endpoint's in force: see [Timeouts#stricter].
    private static final Timeouts NO_LIMIT =
            new Timeouts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SECRET_HEADER =
            Pattern.compile(".*(authorization|api-?key|token|secret|cookie|password).*");
    private static final Pattern LOCATION = Pattern.compile("/locations/([a-z0-9-]{1,64})(?:/|$)");

    private final FleetConfig config;
    private final Findings findings;
    private final Credentials credentials;
    private final PriceTable prices;
    private final LocalDate today;

    FleetCompiler(
            FleetConfig config,
            Findings findings,
            Credentials credentials,
            PriceTable prices,
            LocalDate today) {
        this.config = config;
        this.findings = findings;
        this.credentials = credentials;
        this.prices = prices;
        this.today = today;
    }

    FleetSnapshot compile(long version) {
        Map<String, Owner> owners =
                each(
                        config.owners(),
                        (name, owner) ->
                                new Owner(name, owner.contact(), owner.oncall(), owner.runbook()));
        Map<String, Provider> providers =
                each(config.providers(), (name, provider) -> provider(name, provider, owners));
        Map<String, Pool> pools = each(config.pools(), this::pool);
        Map<String, Endpoint> endpoints =
                each(
                        config.endpoints(),
                        (name, endpoint) -> endpoint(name, endpoint, providers, pools, owners));
        Map<String, Route> routes =
                each(config.routes(), (name, route) -> route(name, route, endpoints));
        Map<String, Feature> features =
                each(config.features(), (name, feature) -> feature(name, feature, owners));
        for (String own : List.of(ProbesConfig.FEATURE, BehaviourConfig.FEATURE)) {
            if (features.containsKey(own)) {
                String path = Findings.path("features", own);
                findings.error(
                        findings.key(path), path, "the feature \"" + own + "\" is the fleet's own");
            }
        }
        watchedEndpoints(endpoints);
        KeyRing keys = keys(features);
        fallbacks(routes);
        FleetChecks checks = new FleetChecks(findings);
        checks.reservations(config.features());
        checks.sharesOfNothing(features, pools);
        checks.sharesOutOfReach(features, routes);
        checks.limitsWithoutEndpoints(pools, endpoints);
        new ZoneChecks(findings).check(routes, features);
        new VersionChecks(findings).comparedWithNobody(routes.values());
        checks.keyless(features, keys);
        checks.unpriced(routes, features);
        checks.cheapestWithoutPrice(routes);
        new PromiseChecks(config, findings).check();
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
                SeasonPlan.NOTHING);
    }

    /// The one that the file names, else the one that it declares first.
    private @Nullable Owner nodeOwner(Map<String, Owner> owners) {
        if (config.owner() != null) {
            return find("owners", config.owner(), owners, "owner");
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

    private Provider provider(String name, ProviderConfig provider, Map<String, Owner> owners) {
        String path = Findings.path("providers", name);
        checkHeaders(provider.headers(), Findings.path(path, "headers"));
        checkStyle(provider, Findings.path(path, "style"));
        String credentialPath = Findings.path(path, "credential");
        Secret secret =
                provider.credential() == null
                        ? null
                        : credentials.resolve(provider.credential(), credentialPath);
        if (provider.credential() != null && inTheClear(provider.url())) {
            findings.warning(
                    findings.value(Findings.path(path, "url")),
                    path,
                    "the credential travels without TLS to " + provider.url().getHost());
        }
        return new Provider(
                name,
                provider.account() == null ? name : provider.account(),
                provider.dialect(),
                provider.url(),
                provider.style(),
                secret,
                provider.apiVersion(),
                provider.http2(),
                provider.headers(),
                find("owners", provider.owner(), owners, Findings.path(path, "owner")),
                provider.pricedAs() == null ? provider.dialect().label() : provider.pricedAs());
    }

    private void checkStyle(ProviderConfig provider, String path) {
        boolean gemini = provider.dialect() == WireDialect.GEMINI;
        boolean fits =
                switch (provider.style()) {
                    case STANDARD -> true;
                    case AZURE -> !gemini;
                    case VERTEX -> gemini;
                };
        if (!fits) {
            findings.error(
                    findings.value(path),
                    path,
                    "the style \""
                            + provider.style().name().toLowerCase(Locale.ROOT)
                            + "\" of a provider of dialect "
                            + provider.dialect().label()
                            + " (expected: azure with openai or anthropic, vertex with gemini)");
        }
    }

    /// Google Cloud has the region in its addresses; null where there is none.
    private static @Nullable String location(Provider provider) {
        Matcher location = LOCATION.matcher(String.valueOf(provider.url().getPath()));
        return provider.style() == Provider.Style.VERTEX && location.find()
                ? location.group(1)
                : null;
    }

    private static boolean inTheClear(URI url) {
        if (!"http".equals(url.getScheme())) {
            return false;
        }
        String host = url.getHost();
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return !"localhost".equals(host)
                    && !(literal && InetAddress.ofLiteral(host).isLoopbackAddress());
        } catch (IllegalArgumentException noLiteral) {
            return true;
        }
    }

    private void checkHeaders(Map<String, String> headers, String path) {
        headers.forEach((name, value) -> {
            String headerPath = Findings.path(path, name);
            if (!HEADER_NAME.matcher(name).matches()) {
                findings.error(
                        findings.key(headerPath),
                        headerPath,
                        "the header name \""
                                + name
                                + "\" (expected: letters, digits and -, at most 64)");
            } else if (SECRET_HEADER.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                findings.error(
                        findings.key(headerPath),
                        headerPath,
                        "the header \""
                                + name
                                + "\" carries a secret (expected: the secret in"
                                + " \"credential\", by reference)");
            } else if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                findings.error(
                        findings.value(headerPath),
                        headerPath,
                        "the value of the header \"" + name + "\" (expected: printable ASCII)");
            }
        });
    }

    private Pool pool(String name, PoolConfig config) {
        Pool pool = limits(name, config);
        if (pool.limitsNothing()) {
            String path = Findings.path("pools", name);
            findings.warning(findings.key(path), path, "the pool \"" + name + "\" limits nothing");
        }
        return pool;
    }

    private static Pool limits(String name, PoolConfig pool) {
        return new Pool(
                name,
                pool.accounting(),
                orUnlimited(pool.requestsPerMinute()),
                orUnlimited(pool.inputTokensPerMinute()),
                orUnlimited(pool.outputTokensPerMinute()),
                orUnlimited(pool.tokensPerMinute()),
                orUnlimited(pool.concurrent()),
                orUnlimited(pool.kvTokens()),
                pool.requestsJudgedOver() == null
                        ? Pool.requestWindowNanos(pool.accounting())
                        : pool.requestsJudgedOver().toNanos(),
                pool.outputBurndown(),
                pool.longPrompts() == null
                        ? null
                        : new LongPrompts(
                                pool.longPrompts().over().value(), pool.longPrompts().concurrent()),
                pool.adaptive());
    }

    private static long orUnlimited(@Nullable Count limit) {
        return limit == null ? Pool.UNLIMITED : limit.value();
    }

    private @Nullable Endpoint endpoint(
            String name,
            EndpointConfig endpoint,
            Map<String, Provider> providers,
            Map<String, Pool> pools,
            Map<String, Owner> owners) {
        String path = Findings.path("endpoints", name);
        Provider provider =
                find("providers", endpoint.provider(), providers, Findings.path(path, "provider"));
        Pool pool = find("pools", endpoint.pool(), pools, Findings.path(path, "pool"));
        Owner owner = find("owners", endpoint.owner(), owners, Findings.path(path, "owner"));
        if (!findings.names(Findings.path(path, "pool"))) {
            findings.warning(
                    findings.key(path),
                    path,
                    "the endpoint \"" + name + "\" has no pool: nobody limits it");
        }
        if (provider == null) {
            return null;
        }
        return new Endpoint(
                name,
                provider,
                endpoint.model(),
                endpoint.region() == null ? location(provider) : endpoint.region(),
                endpoint.zone(),
                pool,
                owner,
                TimeoutsConfig.or(endpoint.timeouts(), Timeouts.DEFAULT),
                price(endpoint, provider),
                endpoint.drained(),
                endpoint.passPriority(),
                new Care(
                        SloConfig.objective(endpoint.slo()),
                        endpoint.family(),
                        endpoint.retires(),
                        endpoint.runbook()),
                endpoint.deploymentOf());
    }

    private @Nullable PriceRow price(EndpointConfig endpoint, Provider provider) {
        String lineage = endpoint.deploymentOf();
        return provider.price(prices, endpoint.model(), today)
                .or(() ->
                        lineage == null ? Optional.empty() : provider.price(prices, lineage, today))
                .orElse(null);
    }

    private Route route(String name, RouteConfig route, Map<String, Endpoint> endpoints) {
        String path = Findings.path("routes", name);
        String listPath = Findings.path(path, "endpoints");
        List<Route.Candidate> candidates = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < route.endpoints().size(); i++) {
            RouteConfig.Candidate candidate = route.endpoints().get(i);
            String endpointPath = Findings.path(findings.item(listPath, i), "endpoint");
            Place place = findings.value(endpointPath);
            Endpoint endpoint = find("endpoints", candidate.endpoint(), endpoints, endpointPath);
            if (!seen.add(candidate.endpoint())) {
                findings.error(
                        place,
                        endpointPath,
                        "the endpoint \"" + candidate.endpoint() + "\" stands twice in the route");
            } else if (endpoint != null) {
                candidates.add(new Route.Candidate(endpoint, candidate.weight()));
            }
        }
        if (!findings.names(Findings.path(listPath, 0))) {
            findings.error(findings.key(path), path, "the route \"" + name + "\" has no endpoints");
        }
        Peak.Setting usual = PeakConfig.usual(route, TimeoutsConfig.or(route.timeouts(), NO_LIMIT));
        return new Route(
                name,
                candidates,
                usual.strategy(),
                route.lenient(),
                usual.timeouts(),
                usual.maxOutputTokens(),
                resilience(route),
                VersionsConfig.policy(route.versions()),
                PeakConfig.peak(route.peak(), usual));
    }

    private static Resilience resilience(RouteConfig route) {
        RouteConfig.HedgeConfig hedge = route.hedge();
        RouteConfig.FallbackConfig fallback = route.fallback();
        return new Resilience(
                SloConfig.objective(route.slo()),
                Set.copyOf(route.zones()),
                hedge == null ? null : new Resilience.Hedge(hedge.extraInput()),
                fallback == null
                        ? null
                        : new Resilience.Fallback(
                                fallback.route(), fallback.parameters(), fallback.degraded()));
    }

    /// A fallback is a route, and not one that falls back itself.
    private void fallbacks(Map<String, Route> routes) {
        routes.forEach((name, route) -> {
            Resilience.Fallback fallback = route.resilience().fallback();
            if (fallback == null) {
                return;
            }
            String path =
                    Findings.path(
                            Findings.path(Findings.path("routes", name), "fallback"), "route");
            Route other = find("routes", fallback.route(), routes, path);
            if (other != null && (other == route || other.resilience().fallback() != null)) {
                findings.error(
                        findings.value(path),
                        path,
                        "the fallback \""
                                + fallback.route()
                                + (other == route
                                        ? "\" is the route itself (expected: another route)"
                                        : "\" falls back itself (expected: a route without a"
                                                + " fallback)"));
            }
        });
    }

    private Feature feature(String name, FeatureConfig feature, Map<String, Owner> owners) {
        String path = Findings.path("features", name);
        String routesPath = Findings.path(path, "routes");
        for (int i = 0; i < feature.routes().size(); i++) {
            String routePath = findings.item(routesPath, i);
            known("routes", feature.routes().get(i), routePath, findings.value(routePath));
        }
        Map<String, Share> shares = new LinkedHashMap<>();
        feature.shares()
                .forEach((pool, share) -> {
                    String sharePath = Findings.path(Findings.path(path, "shares"), pool);
                    known("pools", pool, sharePath, findings.key(sharePath));
                    shares.put(
                            pool,
                            new Share(
                                    share.reserve(), share.lend(), share.borrow(), share.weight()));
                });
        onBurn(feature, path);
        FeatureConfig.BudgetConfig budget = feature.budget();
        return new Feature(
                name,
                find("owners", feature.owner(), owners, Findings.path(path, "owner")),
                feature.callClass(),
                feature.tier(),
                shares,
                budget == null
                        ? null
                        : new Budget(budget.monthly(), budget.background(), budget.daily()),
                Set.copyOf(feature.routes()),
                SloConfig.objective(feature.slo()),
                parallel(feature.parallel()),
                queue(feature.queue()),
                Set.copyOf(feature.zones()),
                new Expectations(
                        feature.answers().truncation(),
                        feature.answers().refusal(),
                        feature.answers().language(),
                        feature.answers().echo()),
                Set.copyOf(feature.onBurn()),
                feature.defer() == null ? null : feature.defer().toDeferral());
    }

    /// What a feature has done to routes and pools is done to those that it names.
    private void onBurn(FeatureConfig feature, String path) {
        if (!feature.routes().isEmpty()) {
            return;
        }
        String list = Findings.path(path, "onBurn");
        for (int i = 0; i < feature.onBurn().size(); i++) {
            String item = findings.item(list, i);
            switch (feature.onBurn().get(i)) {
                case PREFER_FALLBACK ->
                        findings.error(
                                findings.value(item),
                                item,
                                "\"prefer-fallback\" of a feature without routes (expected:"
                                        + " `routes` that names those that it is about)");
                case SHED_BATCH -> {
                    if (feature.shares().isEmpty()) {
                        findings.error(
                                findings.value(item),
                                item,
                                "\"shed-batch\" of a feature without routes and shares"
                                        + " (expected: `routes` or `shares` that say in which"
                                        + " pools)");
                    }
                }
                case FREEZE -> {}
            }
        }
    }

    private static Parallel parallel(FeatureConfig.ParallelConfig caps) {
        return new Parallel(
                orUncapped(caps.feature()),
                orUncapped(caps.tenant()),
                orUncapped(caps.key()),
                orUncapped(caps.job()));
    }

    private static int orUncapped(@Nullable Count cap) {
        return cap == null ? Parallel.UNLIMITED : Math.toIntExact(cap.value());
    }

    private static QueueBounds queue(FeatureConfig.QueueConfig queue) {
        return new QueueBounds(
                Math.toIntExact(queue.calls().value()),
                queue.bytes().bytes(),
                queue.maxWait() == null ? 0 : queue.maxWait().toNanos());
    }

    private KeyRing keys(Map<String, Feature> features) {
        Map<String, String> firstByHash = new HashMap<>();
        List<KeyRing.Key> keys = new ArrayList<>();
        List<KeyConfig> declared = config.keys();
        for (int i = 0; i < declared.size(); i++) {
            KeyConfig key = declared.get(i);
            String path = findings.item("keys", i);
            Feature feature =
                    find("features", key.feature(), features, Findings.path(path, "feature"));
            // The ring tells keys apart by their first eight bytes.
            String start = key.sha256().toLowerCase(Locale.ROOT).substring(0, 16);
            String first = firstByHash.putIfAbsent(start, path);
            if (first != null) {
                findings.error(
                        findings.value(Findings.path(path, "sha256")),
                        path,
                        "the same key stands twice (first on line "
                                + findings.value(first).line()
                                + ")");
            } else if (feature != null) {
                keys.add(KeyRing.Key.of(key.hash(), feature, key.tenant()));
            }
        }
        return new KeyRing(keys);
    }

    private void watchedEndpoints(Map<String, Endpoint> endpoints) {
        ProbesConfig probes = config.probes();
        BehaviourConfig behaviour = probes == null ? null : probes.behaviour();
        if (behaviour == null) {
            return;
        }
        String path = Findings.path(Findings.path("probes", "behaviour"), "endpoints");
        for (int i = 0; i < behaviour.endpoints().size(); i++) {
            find("endpoints", behaviour.endpoints().get(i), endpoints, Findings.path(path, i));
        }
    }

    /// What a name stands for; null if it stands for nothing, or for something that is wrong itself
    /// and was reported there.
    private <T> @Nullable T find(
            String section, @Nullable String name, Map<String, T> named, String path) {
        if (name == null) {
            return null;
        }
        known(section, name, path, findings.value(path));
        return named.get(name);
    }

    private void known(String section, String name, String path, Place place) {
        if (!findings.names(Findings.path(section, name))) {
            findings.error(
                    place,
                    path,
                    "no "
                            + section.substring(0, section.length() - 1)
                            + " is called \""
                            + name
                            + "\"",
                    Nearest.to(name, findings.namesUnder(section)));
        }
    }
}
