package dev.fleetward.app.drill;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Billing;
import dev.fleetward.testbed.provider.FaultBoard;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import dev.fleetward.testbed.provider.limit.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// One simulated provider with limits, and the configuration of a node whose one pool has the same.
/// Two of the features have a budget that they should use up. Thread-safe.
///
/// The provider deducts declared output and gives none of it back, so the pool counts as `openai`
/// does. It fails calls of one of its two models only, so that the other's breaker stays closed;
/// and never with a 429, so that every 429 is one of its limits'.
final class CrowdFleet implements Stage.Fleet {
    /// Whose calls are limited by what.
    enum Feature {
        BY_MONTH("by-month"),
        BY_DAY("by-day"),
        OPEN("open");

        final String label;

        Feature(String label) {
            this.label = label;
        }
    }

    /// The budgets that are used up before the crowd goes.
    static final List<String> SCARCE_BUDGETS = List.of("by-month monthly", "by-day daily");

    private static final long LIMIT_SECONDS = 10;
    private static final String SOUND_MODEL = "gpt-4o";
    private static final String SHAKY_MODEL = "gpt-4o-mini";
    private static final List<String> FAULTS =
            List.of("500=15%", "cut@3=10%", "no-terminal=5%", "refuse=5%");

    private final Vertx vertx;
    private final SimulatedProvider provider;
    private final CrowdLimits limits;
    private final Map<Feature, NewKey> keys = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Billing.Line> lines = new ArrayList<>();

    private CrowdFleet(
            Vertx vertx, SimulatedProvider provider, CrowdLimits limits, RandomGenerator random) {
        this.vertx = vertx;
        this.provider = provider;
        this.limits = limits;
        for (Feature feature : Feature.values()) {
            keys.put(feature, NewKey.create(random));
        }
    }

    static CrowdFleet start(CrowdLimits limits, long seed, Clock clock, RandomGenerator random)
            throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        try {
            Settings settings =
                    Settings.standard()
                            .withProfile(Profile.FAST)
                            .withSeed(seed)
                            .withLimits(
                                    Limits.NONE
                                            .withRequests(limits.requestsPerMinute())
                                            .withTokens(limits.tokensPerMinute())
                                            .withCalls(limits.concurrent(), 0))
                            .withAccounting(Accounting.OPENAI)
                            .withFaults(FAULTS.stream().map(CrowdFleet::ofShakyModel).toList());
            return new CrowdFleet(
                    vertx,
                    SimulatedProvider.start(vertx, settings, clock)
                            .await(LIMIT_SECONDS, TimeUnit.SECONDS),
                    limits,
                    random);
        } catch (Exception failed) {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw failed;
        }
    }

    private static FaultBoard.Rule ofShakyModel(String fault) {
        FaultBoard.Rule rule = FaultBoard.Rule.parse(fault);
        return new FaultBoard.Rule(rule.fault(), rule.share(), SHAKY_MODEL);
    }

    Vertx vertx() {
        return vertx;
    }

    CrowdLimits limits() {
        return limits;
    }

    /// A feature's key in the clear.
    String key(Feature feature) {
        NewKey key = keys.get(feature);
        if (key == null) {
            throw new IllegalArgumentException("no such feature: " + feature);
        }
        return key.key();
    }

    /// Copies the latest lines of the bill, before the provider forgets them.
    synchronized void copyBill() {
        for (Billing.Line line : provider.billing().calls()) {
            if (known.add(line.id())) {
                lines.add(line);
            }
        }
    }

    /// All lines that were copied, by endpoint.
    synchronized Map<String, List<Billing.Line>> bills() {
        Map<String, List<Billing.Line>> bills = new LinkedHashMap<>();
        bills.put("sound", new ArrayList<>());
        bills.put("shaky", new ArrayList<>());
        for (Billing.Line line : lines) {
            boolean shaky = line.model().equals(SHAKY_MODEL);
            bills.getOrDefault(shaky ? "shaky" : "sound", List.of()).add(line);
        }
        return bills;
    }

    /// Calls that ended at the provider, whether or not they were copied.
    long ended() {
        Billing.Statement all = provider.billing().statement();
        return all.total().requests() + all.refused() + all.free();
    }

    long underWay() {
        return provider.billing().open();
    }

    /// The most calls that were at the provider at once.
    long mostUnderWay() {
        return provider.billing().mostOpen();
    }

    /// The node's `fleetward.yaml`, on free ports.
    @Override
    public String yaml() {
        StringBuilder keyLines = new StringBuilder();
        keys.forEach((feature, key) ->
                keyLines.append(
                        String.format(
                                Locale.ROOT,
                                "  - { sha256: \"%s\", feature: %s }\n",
                                key.sha256(),
                                feature.label)));
        return TEMPLATE.replace("@URL@", provider.url() + "/v1")
                .replace("@REQUESTS@", Long.toString(limits.requestsPerMinute()))
                .replace("@TOKENS@", Long.toString(limits.tokensPerMinute()))
                .replace("@CONCURRENT@", Integer.toString(limits.concurrent()))
                .replace("@MONTHLY@", usd(limits.monthlyNanos()))
                .replace("@DAILY@", usd(limits.dailyNanos()))
                .replace("@WAIT@", limits.longestWait().toMillis() + "ms")
                .replace("@KEYS@", keyLines);
    }

    private static String usd(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString() + " USD";
    }

    private static final String TEMPLATE =
            """
            # A drill's fleet. Everything in it is simulated.
            listen: { gateway: "127.0.0.1:0", admin: "127.0.0.1:0" }
            data: ./data
            owners:
              drill: { contact: drill@example.com }
            providers:
              simulated: { dialect: openai, url: "@URL@", owner: drill }
            pools:
              crowded: { accounting: openai, requestsPerMinute: @REQUESTS@, tokensPerMinute: @TOKENS@, concurrent: @CONCURRENT@ }
            endpoints:
              sound: { provider: simulated, model: gpt-4o, region: us, zone: us, pool: crowded, owner: drill }
              shaky: { provider: simulated, model: gpt-4o-mini, region: us, zone: us, pool: crowded, owner: drill }
            routes:
              sound: { endpoints: [sound], lenient: true }
              shaky: { endpoints: [shaky, sound], lenient: true }
              shaky-alone: { endpoints: [shaky], lenient: true }
            features:
              by-month: { owner: drill, class: standard, tier: 2, budget: { monthly: @MONTHLY@ }, queue: { wait: @WAIT@ } }
              by-day: { owner: drill, class: interactive, tier: 1, budget: { monthly: 100000 USD, daily: @DAILY@ }, queue: { wait: @WAIT@ } }
              open: { owner: drill, class: batch, tier: 3, budget: { monthly: 100000 USD }, shares: { crowded: { reserve: 25% } }, queue: { wait: @WAIT@ } }
            keys:
            @KEYS@
            """;

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
