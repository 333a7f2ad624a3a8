package dev.fleetward.app.drill;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Billing;
import dev.fleetward.testbed.provider.FaultBoard;
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
import java.util.regex.Pattern;

/// The simulated providers of a drill, one endpoint each, and the configuration of a node in front
/// of them. Thread-safe.
///
/// Calls fail only at the two shaky endpoints, so that the others' breakers stay closed.
final class DrillFleet implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;
    private static final List<String> FAULTS =
            List.of("500=15%", "429=10%", "cut@3=15%", "no-terminal=5%", "refuse=5%");

    private static final Pattern INCIDENT_OF_SHAKY =
            Pattern.compile("\\binc-\\d+ \\w+ .*\\bshaky-");

    private final Vertx vertx;
    private final Map<String, SimulatedProvider> providers;
    private final Map<String, NewKey> keys = new LinkedHashMap<>();

    private DrillFleet(
            Vertx vertx, Map<String, SimulatedProvider> providers, RandomGenerator random) {
        this.vertx = vertx;
        this.providers = providers;
        for (String feature : List.of("chat", "night", "probe")) {
            keys.put(feature, NewKey.create(random));
        }
    }

    static DrillFleet start(long seed, Clock clock, RandomGenerator random) throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        Map<String, SimulatedProvider> providers = new LinkedHashMap<>();
        try {
            for (String name : List.of("openai", "anthropic", "shaky-openai", "shaky-anthropic")) {
                Settings settings =
                        Settings.standard()
                                .withProfile(Profile.FAST)
                                .withSeed(seed + providers.size())
                                .withFaults(
                                        name.startsWith("shaky")
                                                ? FAULTS.stream()
                                                        .map(FaultBoard.Rule::parse)
                                                        .toList()
                                                : List.of());
                providers.put(
                        name,
                        SimulatedProvider.start(vertx, settings, clock)
                                .await(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return new DrillFleet(vertx, providers, random);
        } catch (Exception failed) {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw failed;
        }
    }

    /// Whether a node's line tells of an incident at an endpoint whose calls fail on purpose.
    static boolean isIncidentOfShaky(String line) {
        return INCIDENT_OF_SHAKY.matcher(line).find();
    }

    Vertx vertx() {
        return vertx;
    }

    /// A feature's key in the clear.
    String key(String feature) {
        NewKey key = keys.get(feature);
        if (key == null) {
            throw new IllegalArgumentException("no such feature in the drill: " + feature);
        }
        return key.key();
    }

    /// The latest calls on the bill of each endpoint.
    Map<String, List<Billing.Line>> bills() {
        Map<String, List<Billing.Line>> bills = new LinkedHashMap<>();
        providers.forEach((name, provider) -> bills.put(name, provider.billing().calls()));
        return bills;
    }

    /// Calls that providers still work on.
    long underWay() {
        return providers.values().stream().mapToLong(p -> p.billing().open()).sum();
    }

    /// The node's `fleetward.yaml`, on free ports.
    String yaml() {
        List<String> providerLines = new ArrayList<>();
        List<String> endpointLines = new ArrayList<>();
        providers.forEach((name, provider) -> {
            boolean openai = name.endsWith("openai");
            providerLines.add(
                    String.format(
                            Locale.ROOT,
                            "  %s: { dialect: %s, url: \"%s%s\", owner: drill }",
                            name,
                            openai ? "openai" : "anthropic",
                            provider.url(),
                            openai ? "/v1" : ""));
            endpointLines.add(
                    String.format(
                            Locale.ROOT,
                            "  %s: { provider: %s, model: %s, region: us, zone: us, pool: wide, owner: drill }",
                            name,
                            name,
                            openai ? "gpt-4o" : "claude-sonnet-4-5"));
        });
        List<String> keyLines = new ArrayList<>();
        keys.forEach((feature, key) ->
                keyLines.add(
                        String.format(
                                Locale.ROOT,
                                "  - { sha256: \"%s\", feature: %s }",
                                key.sha256(),
                                feature)));
        return TEMPLATE.replace("@PROVIDERS@", String.join("\n", providerLines))
                .replace("@ENDPOINTS@", String.join("\n", endpointLines))
                .replace("@KEYS@", String.join("\n", keyLines));
    }

    private static final String TEMPLATE =
            """
            # A drill's fleet. Everything in it is simulated.
            listen: { gateway: "127.0.0.1:0", admin: "127.0.0.1:0" }
            data: ./data
            owners:
              drill: { contact: drill@example.com }
            providers:
            @PROVIDERS@
            pools:
              wide: { requestsPerMinute: 10M, inputTokensPerMinute: 1000M, outputTokensPerMinute: 1000M, concurrent: 100k }
            endpoints:
            @ENDPOINTS@
            routes:
              openai: { endpoints: [openai], lenient: true }
              anthropic: { endpoints: [anthropic], lenient: true }
              both: { endpoints: [{ endpoint: openai, weight: 1 }, { endpoint: anthropic, weight: 1 }], strategy: weighted, lenient: true }
              shaky: { endpoints: [shaky-openai, anthropic], lenient: true }
              shaky-alone: { endpoints: [shaky-anthropic], lenient: true }
            features:
              chat: { owner: drill, class: standard, tier: 2, budget: { monthly: 100000 USD, daily: 50000 USD } }
              night: { owner: drill, class: background, tier: 3, budget: { monthly: 100000 USD, background: 100000 USD } }
              probe: { owner: drill, class: standard, tier: 3 }
            keys:
            @KEYS@
            """;

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
