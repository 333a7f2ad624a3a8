package dev.fleetward.app.drill;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Billing;
import dev.fleetward.testbed.provider.Fault;
import dev.fleetward.testbed.provider.FaultBoard;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Five simulated providers, each with words of its own, and the configuration of a node in front
/// of them whose routes hedge and fail over between them. Thread-safe.
final class StreamsFleet implements Stage.Fleet {
    /// Routes, each with endpoints of one dialect or of several.
    static final List<String> ROUTES =
            List.of("openai", "anthropic", "mixed", "mixed-anthropic", "mixed-gemini");

    private static final long LIMIT_SECONDS = 10;
    private static final List<String> NAMES =
            List.of("openai-a", "openai-b", "anthropic-a", "anthropic-b", "gemini-a");

    /// Places of a fault by byte on each board, and the share of calls that each of them hits.
    private static final int PLACES = 30;

    private static final Percent SHARE_OF_PLACE = new Percent(3_000);
    private static final int LAST_BYTE = 9_000;

    /// Faults that happen between two events, or before any.
    private static final List<String> OTHERS =
            List.of(
                    "malformed@3=1%",
                    "error-event@2=1%",
                    "no-terminal=1%",
                    "duplicate-start=0.5%",
                    "500=1%",
                    "529=0.5%",
                    "refuse=0.5%",
                    "empty=0.5%",
                    "slow-first-token=400ms=4%");

    private final Vertx vertx;
    private final Map<String, SimulatedProvider> providers;
    private final NewKey key;
    private final Set<String> known = new HashSet<>();
    private final Map<String, List<Billing.Line>> lines = new LinkedHashMap<>();

    private StreamsFleet(Vertx vertx, Map<String, SimulatedProvider> providers, NewKey key) {
        this.vertx = vertx;
        this.providers = providers;
        this.key = key;
        NAMES.forEach(name -> lines.put(name, new ArrayList<>()));
    }

    static StreamsFleet start(long seed, Clock clock, RandomGenerator random) throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        Map<String, SimulatedProvider> providers = new LinkedHashMap<>();
        try {
            for (String name : NAMES) {
                Settings settings =
                        Settings.standard()
                                .withProfile(Profile.FAST)
                                .withDialects(dialect(name), dialect(name).asked())
                                .withSeed(seed * NAMES.size() + providers.size());
                providers.put(
                        name,
                        SimulatedProvider.start(vertx, settings, clock)
                                .await(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return new StreamsFleet(vertx, providers, NewKey.create(random));
        } catch (Exception failed) {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw failed;
        }
    }

    static WireDialect dialect(String endpoint) {
        return WireDialect.valueOf(
                endpoint.substring(0, endpoint.indexOf('-')).toUpperCase(Locale.ROOT));
    }

    Vertx vertx() {
        return vertx;
    }

    String key() {
        return key.key();
    }

    /// Where each provider can be asked directly.
    Map<String, URI> addresses() {
        Map<String, URI> addresses = new LinkedHashMap<>();
        providers.forEach((name, provider) -> addresses.put(name, provider.url()));
        return addresses;
    }

    /// From now on calls fail, at places of their answers that the seed draws.
    void breakDown(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (SimulatedProvider provider : providers.values()) {
            List<FaultBoard.Rule> rules = new ArrayList<>();
            for (int i = 0; i < PLACES; i++) {
                Fault.Kind kind =
                        switch (random.nextInt(5)) {
                            case 0, 1, 2 -> Fault.Kind.CUT_BYTE;
                            case 3 -> Fault.Kind.END_BYTE;
                            default -> Fault.Kind.STALL_BYTE;
                        };
                long place = random.nextInt(LAST_BYTE);
                rules.add(new FaultBoard.Rule(new Fault(kind, place), SHARE_OF_PLACE, null));
            }
            OTHERS.forEach(rule -> rules.add(FaultBoard.Rule.parse(rule)));
            provider.faults().set(rules);
        }
    }

    /// Copies the latest lines of the bills, before the providers forget them.
    synchronized void copyBills() {
        providers.forEach((name, provider) -> {
            for (Billing.Line line : provider.billing().calls()) {
                if (known.add(name + " " + line.id())) {
                    lines.getOrDefault(name, List.of()).add(line);
                }
            }
        });
    }

    /// From now on the bills begin anew.
    synchronized void forgetBills() {
        copyBills();
        lines.values().forEach(List::clear);
    }

    synchronized Map<String, List<Billing.Line>> bills() {
        return Map.copyOf(lines);
    }

    long underWay() {
        return providers.values().stream().mapToLong(p -> p.billing().open()).sum();
    }

    /// The node's `fleetward.yaml`, on free ports.
    @Override
    public String yaml() {
        StringBuilder providerLines = new StringBuilder();
        StringBuilder endpointLines = new StringBuilder();
        providers.forEach((name, provider) -> {
            providerLines.append(
                    String.format(
                            Locale.ROOT,
                            "  %s: { dialect: %s, url: \"%s%s\", owner: drill }\n",
                            name,
                            dialect(name).label(),
                            provider.url(),
                            switch (dialect(name)) {
                                case OPENAI -> "/v1";
                                case ANTHROPIC -> "";
                                case GEMINI -> "/v1beta";
                            }));
            endpointLines.append(
                    String.format(
                            Locale.ROOT,
                            "  %s: { provider: %s, model: %s, region: us, zone: us, pool: wide, owner: drill,"
                                    + " timeouts: { firstToken: 3s, silence: 1s, total: 30s } }\n",
                            name,
                            name,
                            switch (dialect(name)) {
                                case OPENAI -> "gpt-4o";
                                case ANTHROPIC -> "claude-sonnet-4-5";
                                case GEMINI -> "gemini-3.5-flash";
                            }));
        });
        return TEMPLATE.replace("@PROVIDERS@", providerLines.toString().stripTrailing())
                .replace("@ENDPOINTS@", endpointLines.toString().stripTrailing())
                .replace("@SHA256@", key.sha256());
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
              openai: { endpoints: [openai-a, openai-b], lenient: true, hedge: {} }
              anthropic: { endpoints: [anthropic-a, anthropic-b], lenient: true, hedge: {} }
              mixed: { endpoints: [openai-a, anthropic-b], lenient: true, hedge: {} }
              mixed-anthropic: { endpoints: [anthropic-a, openai-b], lenient: true, hedge: {} }
              mixed-gemini: { endpoints: [gemini-a, anthropic-b], lenient: true, hedge: {} }
            features:
              streams: { owner: drill, class: standard, tier: 2 }
            keys:
              - { sha256: "@SHA256@", feature: streams }
            """;

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
