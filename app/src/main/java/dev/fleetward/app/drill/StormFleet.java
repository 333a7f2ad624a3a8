package dev.fleetward.app.drill;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// One endpoint that every feature uses and that dies, its stand-ins, and the configuration of a
/// node in front of them. Thread-safe.
///
/// [#SERVED] features may go elsewhere: to a sibling of the same dialect, to one of the other
/// dialect, or by their route's fallback. [#ALONE] more have nothing but the endpoint; each of them
/// belongs to another owner, and [#QUIET] owns none of them.
final class StormFleet implements Stage.Fleet {
    static final int SERVED = 15;
    static final int ALONE = 3;

    /// The endpoint that dies, and who answers for it.
    static final String ENDPOINT = "main";

    static final String RESPONSIBLE = "platform";

    /// Owners of features that suffer.
    static final List<String> SUFFERING = List.of("search", "ads", "mail");

    /// An owner of features that others serve meanwhile.
    static final String QUIET = "maps";

    private static final List<String> ROUTES = List.of("sibling", "translated", "falls-back");
    private static final long LIMIT_SECONDS = 10;

    private final Vertx vertx;
    private final Map<String, SimulatedProvider> providers;
    private final List<Feature> features;
    private final PageReceiver pages;

    /// @param served whether anything else can serve it
    record Feature(String name, String owner, String route, boolean served, NewKey key) {}

    private StormFleet(
            Vertx vertx,
            Map<String, SimulatedProvider> providers,
            List<Feature> features,
            PageReceiver pages) {
        this.vertx = vertx;
        this.providers = providers;
        this.features = features;
        this.pages = pages;
    }

    static StormFleet start(long seed, Clock clock, RandomGenerator random) throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        try {
            Map<String, SimulatedProvider> providers = new LinkedHashMap<>();
            for (String name : List.of(ENDPOINT, "spare", "spare-anthropic")) {
                Settings settings =
                        Settings.standard()
                                .withProfile(Profile.FAST)
                                .withDialects(dialect(name))
                                .withSeed(seed * 3 + providers.size());
                providers.put(
                        name,
                        SimulatedProvider.start(vertx, settings, clock)
                                .await(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            PageReceiver pages = PageReceiver.start(vertx).await(LIMIT_SECONDS, TimeUnit.SECONDS);
            return new StormFleet(vertx, providers, features(random), pages);
        } catch (Exception failed) {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw failed;
        }
    }

    private static List<Feature> features(RandomGenerator random) {
        List<String> owners = new ArrayList<>(SUFFERING);
        owners.add(QUIET);
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < SERVED; i++) {
            features.add(
                    new Feature(
                            "served-" + i,
                            owners.get(i % owners.size()),
                            ROUTES.get(i % ROUTES.size()),
                            true,
                            NewKey.create(random)));
        }
        for (int i = 0; i < ALONE; i++) {
            features.add(
                    new Feature(
                            "alone-" + i, SUFFERING.get(i), "alone", false, NewKey.create(random)));
        }
        return List.copyOf(features);
    }

    private static WireDialect dialect(String endpoint) {
        return endpoint.endsWith("anthropic") ? WireDialect.ANTHROPIC : WireDialect.OPENAI;
    }

    Vertx vertx() {
        return vertx;
    }

    List<Feature> features() {
        return features;
    }

    PageReceiver pages() {
        return pages;
    }

    /// The endpoint dies: its connections end, and new ones are refused.
    void kill() throws Exception {
        dying().down().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void revive() throws Exception {
        dying().up().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private SimulatedProvider dying() {
        SimulatedProvider provider = providers.get(ENDPOINT);
        if (provider == null) {
            throw new IllegalStateException("the drill has no provider " + ENDPOINT);
        }
        return provider;
    }

    /// The node's `fleetward.yaml`, on free ports.
    @Override
    public String yaml() {
        StringBuilder yaml = new StringBuilder(HEAD);
        for (String owner : owners()) {
            line(yaml, "  %s: { contact: %s@example.com }", owner, owner);
        }
        yaml.append("providers:\n");
        providers.forEach((name, provider) ->
                line(
                        yaml,
                        "  %s: { dialect: %s, url: \"%s%s\", owner: %s }",
                        name,
                        dialect(name).label(),
                        provider.url(),
                        dialect(name) == WireDialect.OPENAI ? "/v1" : "",
                        RESPONSIBLE));
        yaml.append("endpoints:\n");
        providers
                .keySet()
                .forEach(name ->
                        line(
                                yaml,
                                "  %s: { provider: %s, model: %s, region: us, zone: us, pool: wide, owner: %s%s }",
                                name,
                                name,
                                dialect(name) == WireDialect.OPENAI
                                        ? "gpt-4o"
                                        : "claude-sonnet-4-5",
                                RESPONSIBLE,
                                name.equals(ENDPOINT) ? ", slo: { success: 99% }" : ""));
        yaml.append(ROUTE_LINES).append("features:\n");
        for (Feature feature : features) {
            line(
                    yaml,
                    "  %s: { owner: %s, class: standard, tier: 2, routes: [%s], slo: { success: 99%% } }",
                    feature.name(),
                    feature.owner(),
                    feature.route());
        }
        yaml.append("keys:\n");
        for (Feature feature : features) {
            line(
                    yaml,
                    "  - { sha256: \"%s\", feature: %s }",
                    feature.key().sha256(),
                    feature.name());
        }
        yaml.append("notifications:\n");
        for (String owner : owners()) {
            line(
                    yaml,
                    "  - { name: pager-%s, url: \"%s\", owners: [%s], severities: [page] }",
                    owner,
                    pages.url(owner),
                    owner);
        }
        return yaml.toString();
    }

    static List<String> owners() {
        List<String> owners = new ArrayList<>();
        owners.add(RESPONSIBLE);
        owners.addAll(SUFFERING);
        owners.add(QUIET);
        return owners;
    }

    private static void line(StringBuilder yaml, String form, Object... values) {
        yaml.append(String.format(Locale.ROOT, form, values)).append('\n');
    }

    private static final String HEAD =
            """
            # A drill's fleet. Everything in it is simulated.
            listen: { gateway: "127.0.0.1:0", admin: "127.0.0.1:0" }
            data: ./data
            health: { firstPause: 300ms, longestPause: 1s }
            pools:
              wide: { requestsPerMinute: 10M, inputTokensPerMinute: 1000M, outputTokensPerMinute: 1000M, concurrent: 100k }
            owners:
            """;

    private static final String ROUTE_LINES =
            """
            routes:
              sibling: { endpoints: [main, spare], lenient: true }
              translated: { endpoints: [main, spare-anthropic], lenient: true }
              falls-back: { endpoints: [main], lenient: true, fallback: { route: others } }
              others: { endpoints: [spare, spare-anthropic], lenient: true }
              alone: { endpoints: [main], lenient: true }
            """;

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
