package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import dev.fleetward.testbed.provider.limit.Limits;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node in front of providers of every accounting, on real sockets. Time moves in steps, and node
/// and providers share it: how much fits is arithmetic, not chance.
final class AccountingTest {
    private static final SteppedClock CLOCK = new SteppedClock();
    private static final Map<String, SimulatedProvider> PROVIDERS = new LinkedHashMap<>();
    private static final int ENGINE_SEATS = 4;

    private static Vertx vertx;
    private static TestFleet fleet;

    /// A provider, a pool that is configured as the provider counts, and what the rule allows of
    /// one kind of call.
    ///
    /// `atOnce` calls fit into the full limit, `perStep` more into what a step refills. Each is the
    /// most that the provider takes, so to be admitted as often is to use all of it but for less
    /// than one call.
    private enum Case {
        /// 1,000 declared of 60,000.
        OPENAI(
                Accounting.OPENAI,
                Limits.NONE.withRequests(6_000).withTokens(60_000),
                "requestsPerMinute: 6000, tokensPerMinute: 60k",
                1_000,
                10,
                60,
                Duration.ofSeconds(6),
                6),
        /// 1,000 generated of 60,000.
        ANTHROPIC(
                Accounting.ANTHROPIC,
                Limits.NONE.withRequests(6_000).withInputAndOutput(1_000_000, 60_000),
                "requestsPerMinute: 6000, inputTokensPerMinute: 1M, outputTokensPerMinute: 60k",
                1_000,
                1_000,
                60,
                Duration.ofSeconds(6),
                6),
        /// 1,000 declared and a prompt below 16; the node's window may forget a second late.
        AZURE_PAYG(
                Accounting.AZURE_PAYG,
                Limits.NONE.withTokens(60_900),
                "tokensPerMinute: 60900",
                1_000,
                10,
                60,
                Duration.ofSeconds(62),
                60),
        /// 60 requests a minute, judged over 10 s; the node's window may forget a sixth later.
        AZURE_PAYG_REQUESTS(
                Accounting.AZURE_PAYG,
                Limits.NONE.withRequests(60),
                "requestsPerMinute: 60",
                100,
                10,
                10,
                Duration.ofSeconds(11),
                10),
        /// A burst of 10,000; the call that fills it overshoots.
        AZURE_PTU(
                Accounting.AZURE_PTU,
                Limits.NONE.withTokens(60_000),
                "tokensPerMinute: 60k",
                1_000,
                1_000,
                10,
                Duration.ofSeconds(6),
                6),
        /// 1,000 reserved, and 5 × 200 kept, besides a prompt below 16.
        BEDROCK(
                Accounting.BEDROCK,
                Limits.NONE.withTokens(60_900).withOutputBurndown(5),
                "tokensPerMinute: 60900, outputBurndown: 5",
                1_000,
                200,
                60,
                Duration.ofSeconds(6),
                6),
        /// A queue that takes no more than the engine has seats.
        SELF_HOSTED(
                Accounting.SELF_HOSTED,
                Limits.NONE.withCalls(0, ENGINE_SEATS),
                "concurrent: " + ENGINE_SEATS,
                100,
                5,
                ENGINE_SEATS,
                Duration.ofMillis(50),
                0),
        /// The nominal limit, of which there is less at times.
        VERTEX(
                Accounting.VERTEX,
                Limits.NONE.withRequests(120),
                "requestsPerMinute: 120",
                100,
                10,
                0,
                Duration.ofSeconds(1),
                0),
        /// A third of what is configured.
        SCARCE_OPENAI(OPENAI, Limits.NONE.withRequests(2_000).withTokens(20_000)),
        SCARCE_ANTHROPIC(
                ANTHROPIC, Limits.NONE.withRequests(2_000).withInputAndOutput(333_333, 20_000)),
        SCARCE_AZURE_PAYG(AZURE_PAYG, Limits.NONE.withTokens(20_300)),
        SCARCE_AZURE_PTU(AZURE_PTU, Limits.NONE.withTokens(20_000)),
        SCARCE_BEDROCK(BEDROCK, Limits.NONE.withTokens(20_300).withOutputBurndown(5)),
        /// A pool that lets one call through each second, and a provider without limits.
        BEAT(
                Accounting.PLAIN,
                Limits.NONE,
                "requestsPerMinute: 60, requestsJudgedOver: 1s",
                100,
                1,
                1,
                Duration.ofSeconds(1),
                1);

        final Accounting accounting;
        final Limits limits;
        final String pool;
        final int declared;
        final int output;
        final int atOnce;
        final Duration step;
        final int perStep;

        Case(
                Accounting accounting,
                Limits limits,
                String pool,
                int declared,
                int output,
                int atOnce,
                Duration step,
                int perStep) {
            this.accounting = accounting;
            this.limits = limits;
            this.pool = pool;
            this.declared = declared;
            this.output = output;
            this.atOnce = atOnce;
            this.step = step;
            this.perStep = perStep;
        }

        Case(Case configured, Limits limits) {
            this(
                    configured.accounting,
                    limits,
                    configured.pool,
                    configured.declared,
                    configured.output,
                    configured.atOnce,
                    configured.step,
                    configured.perStep);
        }

        String label() {
            return "counted-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean anthropic() {
            return accounting == Accounting.ANTHROPIC;
        }

        Profile profile() {
            return accounting == Accounting.SELF_HOSTED
                    ? new Profile("seats", 20e6, 0, 0, 20e6, 0, 0, 10, ENGINE_SEATS, 10_000, 10)
                    : Profile.INSTANT;
        }

        SimulatedProvider provider() {
            SimulatedProvider provider = PROVIDERS.get(label());
            if (provider == null) {
                throw new IllegalStateException("no provider for " + this);
            }
            return provider;
        }

        long admitted() {
            return provider().tally().admitted();
        }

        long refused() {
            return provider().tally().refused();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        for (Case each : Case.values()) {
            Settings settings =
                    Settings.standard()
                            .withProfile(each.profile())
                            .withLimits(each.limits)
                            .withAccounting(each.accounting);
            PROVIDERS.put(
                    each.label(),
                    SimulatedProvider.start(vertx, settings, CLOCK).await(20, TimeUnit.SECONDS));
        }
        fleet = TestFleet.start(AccountingTest::configuration, CLOCK);
    }

    @AfterAll
    static void stop() throws Exception {
        CLOCK.start();
        fleet.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static String configuration(String standard) {
        StringBuilder providers = new StringBuilder("providers:\n");
        StringBuilder pools = new StringBuilder("pools:\n");
        StringBuilder endpoints = new StringBuilder("endpoints:\n");
        StringBuilder routes = new StringBuilder("routes:\n");
        for (Case each : Case.values()) {
            String name = each.label();
            providers.append(
                    "  %s: { dialect: %s, url: \"%s%s\", credential: env:FLEETWARD_TEST_SECRET, owner: platform }\n"
                            .formatted(
                                    name,
                                    each.anthropic() ? "anthropic" : "openai",
                                    each.provider().url(),
                                    each.anthropic() ? "" : "/v1"));
            pools.append(
                    "  %s: { accounting: %s, %s }\n"
                            .formatted(name, each.accounting.label(), each.pool));
            endpoints.append(
                    "  %s: { provider: %s, model: m, region: us, zone: us, pool: %s, owner: platform }\n"
                            .formatted(name, name, name));
            routes.append("  %s: { endpoints: [%s] }\n".formatted(name, name));
        }
        return standard.replace("providers:\n", providers)
                .replace("pools:\n", pools)
                .replace("endpoints:\n", endpoints)
                .replace("routes:\n", routes)
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "");
    }

    /// Calls that are sent at once, and wait as long as it takes.
    private static List<CompletableFuture<HttpResponse<String>>> send(Case it, int calls) {
        // One that a jump of the clock has not made the node close.
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String body =
                """
                {"model":"%s","max_tokens":%d,"messages":[{"role":"user","content":"a b c d [[output=%d]]"}]}\
                """
                        .formatted(it.label(), it.declared, it.output);
        HttpRequest request =
                fleet.post(it.anthropic() ? "/v1/messages" : "/v1/chat/completions", body)
                        .header("fleetward-class", "batch")
                        .build();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers;
    }

    /// How often each status came.
    private static Map<Integer, Integer> statuses(
            List<CompletableFuture<HttpResponse<String>>> answers) throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (CompletableFuture<HttpResponse<String>> each : answers) {
            HttpResponse<String> answer = each.get(20, TimeUnit.SECONDS);
            statuses.merge(answer.statusCode(), 1, Integer::sum);
            if (answer.statusCode() != 200) {
                assertThat(answer.body()).startsWith("{").contains("error");
            }
        }
        return statuses;
    }

    private static PoolView pool(Case it) {
        return fleet.node().view().quotas().pools().stream()
                .filter(pool -> pool.pool().equals(it.label()))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitAdmitted(Case it, long calls) throws Exception {
        TestFleet.await(it + ": " + calls + " came in", () -> it.admitted() >= calls);
    }

    private static void awaitQueued(Case it, long calls) throws Exception {
        TestFleet.await(it + ": " + calls + " wait", () -> pool(it).queued() == calls);
    }

    @ParameterizedTest
    @EnumSource(
            value = Case.class,
            names = {
                "OPENAI",
                "ANTHROPIC",
                "AZURE_PAYG",
                "AZURE_PAYG_REQUESTS",
                "AZURE_PTU",
                "BEDROCK"
            })
    void aBurstTakesAllThatTheProviderGivesAndIsNeverRefused(Case it) throws Exception {
        int steps = it.perStep == it.atOnce ? 2 : 5;
        int all = it.atOnce + steps * it.perStep;
        List<CompletableFuture<HttpResponse<String>>> answers = send(it, all);
        long expected = it.atOnce;
        awaitAdmitted(it, expected);
        awaitQueued(it, all - expected);
        awaitRest();
        for (int i = 0; i < steps; i++) {
            CLOCK.step(it.step);
            expected += it.perStep;
            awaitAdmitted(it, expected);
            awaitQueued(it, all - expected);
            awaitRest();
        }
        assertThat(statuses(answers)).isEqualTo(Map.of(200, all));
        assertThat(it.refused()).isZero();
        assertThat(it.admitted()).isEqualTo(all);
    }

    /// Moves time by a second. Whoever could run then has run when this returns.
    private static void beat() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> beat = send(Case.BEAT, 1);
        awaitQueued(Case.BEAT, 1);
        CLOCK.step(Case.BEAT.step);
        // It was admitted in the same turn of the desk as all others that could be.
        assertThat(statuses(beat)).containsOnlyKeys(200);
        awaitRest();
    }

    /// Waits until whoever was admitted has ended, and what that taught is known.
    private static void awaitRest() throws Exception {
        TestFleet.await(
                "all that run have ended", () -> fleet.node().view().quotas().openLeases() == 0);
    }

    /// Sends calls and lets seconds pass until all are answered.
    private static Map<Integer, Integer> answers(Case it, int calls) throws Exception {
        CLOCK.step(Case.BEAT.step);
        statuses(send(Case.BEAT, 1));
        List<CompletableFuture<HttpResponse<String>>> answers = send(it, calls);
        for (int i = 0; i < 600 && !answers.stream().allMatch(CompletableFuture::isDone); i++) {
            beat();
        }
        return statuses(answers);
    }

    /// The node believes in three times what fits. Whom the provider turns away is told so; whoever
    /// comes while it rests is told that.
    @ParameterizedTest
    @EnumSource(
            value = Case.class,
            names = {
                "SCARCE_OPENAI",
                "SCARCE_ANTHROPIC",
                "SCARCE_AZURE_PAYG",
                "SCARCE_AZURE_PTU",
                "SCARCE_BEDROCK"
            })
    void aProviderThatGivesLessThanConfiguredIsLearnedFrom(Case it) throws Exception {
        assertThat(statuses(send(it, 1))).isEqualTo(Map.of(200, 1));
        int calls = 60;
        Map<Integer, Integer> statuses = answers(it, calls);
        assertThat(statuses).containsKey(200);
        assertThat(statuses.keySet()).isSubsetOf(200, 429, 503);
        // The first wave goes out before any answer can warn of it; each try after that costs one
        // refusal at most, since a refusal pauses the pool or lowers its rate.
        assertThat(it.refused())
                .as("%s refused, of %s admitted: %s", it.refused(), it.admitted(), statuses)
                .isLessThan(it.admitted() * 3 / 2 + calls);
    }

    @Test
    void aSharedQuotaThatShrinksIsLearnedFrom() throws Exception {
        Case it = Case.VERTEX;
        Map<Integer, Integer> statuses = answers(it, 400);
        assertThat(statuses).containsKey(200);
        assertThat(statuses.keySet()).isSubsetOf(200, 429, 503);
        assertThat(it.refused())
                .as("%s refused, of %s admitted: %s", it.refused(), it.admitted(), statuses)
                .isBetween(1L, it.admitted() / 4);
    }

    @Test
    void anEngineOfOnesOwnIsFullAndItsQueueEmpty() throws Exception {
        Case it = Case.SELF_HOSTED;
        int all = 40;
        List<CompletableFuture<HttpResponse<String>>> answers = send(it, all);
        awaitAdmitted(it, ENGINE_SEATS);
        awaitQueued(it, all - ENGINE_SEATS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!answers.stream().allMatch(CompletableFuture::isDone) && System.nanoTime() < end) {
            CLOCK.step(it.step);
            Thread.sleep(1);
        }
        assertThat(statuses(answers)).isEqualTo(Map.of(200, all));
        assertThat(it.refused()).isZero();
        assertThat(it.provider().tally().mostRunning()).isEqualTo(ENGINE_SEATS);
    }
}
