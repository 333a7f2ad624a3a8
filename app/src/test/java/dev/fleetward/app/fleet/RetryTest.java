package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.route.RetryBudget;
import dev.fleetward.testbed.provider.FaultBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Second tries, what callers are told where there is none, and calls that find no room.
final class RetryTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final int STORM = 60;

    /// Each test has endpoints of its own: no open breaker reaches another one.
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(RetryTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        StringBuilder endpoints = new StringBuilder("endpoints:\n");
        StringBuilder routes = new StringBuilder("routes:\n");
        endpoint(endpoints, "long-wait", "openai-a", "long-wait+429=5s", "wide");
        endpoint(endpoints, "long-wait-a", "anthropic-a", "long-wait+429=5s", "wide");
        endpoint(endpoints, "fails-1", "openai-a", "fails+500", "wide");
        endpoint(endpoints, "fails-2", "openai-b", "fails+500", "wide");
        endpoint(endpoints, "cut", "openai-a", "cut+cut@8", "wide");
        endpoint(endpoints, "slow", "openai-a", "slow+slow-first-token=20s", "wide");
        endpoint(endpoints, "single", "openai-a", "single", "single");
        endpoint(endpoints, "minute", "openai-a", "minute", "minute");
        for (int i = 0; i < STORM; i++) {
            endpoint(endpoints, "storm" + i, "openai-a", "storm+500", "wide");
            route(routes, "storm" + i, "storm" + i + ", openai-b");
        }
        for (String name : List.of("long-wait", "long-wait-a", "slow", "single", "minute")) {
            route(routes, name, name);
        }
        route(routes, "fails", "fails-1, fails-2");
        route(routes, "cut", "cut, openai-b");
        return standard.replace(
                                "pools:\n",
                                "pools:\n  single: { concurrent: 1 }\n  minute: { requestsPerMinute: 1 }\n")
                        .replace("endpoints:\n", endpoints)
                        .replace("routes:\n", routes)
                        .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                        .replaceFirst(
                                "  tester: \\{ owner: platform,",
                                "  tester: { owner: platform, queue: { calls: 0 },")
                        .replaceFirst(
                                "  other: \\{ owner: platform,",
                                "  other: { owner: platform, budget: { monthly: 0.01 USD },")
                + "limits: { retryBudget: 0% }\n";
    }

    private static void endpoint(
            StringBuilder lines, String name, String provider, String model, String pool) {
        lines.append(
                "  %s: { provider: %s, model: \"%s\", region: us, zone: us, pool: %s, owner: platform }\n"
                        .formatted(name, provider, model, pool));
    }

    private static void route(StringBuilder lines, String name, String endpoints) {
        lines.append("  %s: { endpoints: [%s] }\n".formatted(name, endpoints));
    }

    private static String body(String route, boolean stream, String orders) {
        return """
        {"model":"%s","stream":%s,"max_tokens":100,"messages":[{"role":"user","content":"say %s"}]}\
        """
                .formatted(route, stream, orders);
    }

    private static RawCall.Answer ask(String path, String route, String... headers)
            throws Exception {
        return RawCall.send(fleet, path, body(route, false, "[[output=5]]"), headers).readAll();
    }

    private static String errorType(RawCall.Answer answer) {
        return JsonMapper.shared().readTree(answer.body()).at("/error/type").asString("");
    }

    @Test
    void aShortRetryAfterIsWaitedOutWhereThereIsNoOtherEndpoint() throws Exception {
        var provider = fleet.provider("anthropic-b");
        long refused = provider.billing().statement().refused();
        provider.faults().set(List.of(FaultBoard.Rule.parse("429-ms=700")));
        long started = System.nanoTime();
        try (RawCall call =
                RawCall.send(fleet, MESSAGES, body("anthropic-b", false, "[[output=5]]"))) {
            TestFleet.await(
                    "the first try was refused",
                    () -> provider.billing().statement().refused() > refused);
            provider.faults().clear();
            RawCall.Answer answer = call.readAll();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("fleetward-attempts")).isEqualTo("2");
            assertThat(System.nanoTime() - started)
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(690));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void aLongRetryAfterIsHandedToTheCaller(String path) throws Exception {
        RawCall.Answer answer = ask(path, path.equals(CHAT) ? "long-wait" : "long-wait-a");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(4, 5);
        assertThat(answer.header("fleetward-attempts")).isEqualTo("1");
        assertThat(answer.header("x-should-retry")).isEmpty();
        assertThat(errorType(answer)).containsIgnoringCase("rate_limit");

        // Its breaker is open now, and the caller is told for how long.
        RawCall.Answer next = ask(path, path.equals(CHAT) ? "long-wait" : "long-wait-a");
        assertThat(next.status()).isEqualTo(503);
        assertThat(Integer.parseInt(next.header("retry-after"))).isBetween(1, 5);
        assertThat(next.header("fleetward-attempts")).isEqualTo("0");
    }

    @Test
    void callersAreAskedNotToRetryWhatWasRetried() throws Exception {
        // A storm may just have used up the retry budget; this brings one back.
        Thread.sleep(2_000 / RetryBudget.FLOOR_PER_SECOND);
        RawCall.Answer answer = ask(CHAT, "fails");
        assertThat(answer.status()).isGreaterThanOrEqualTo(500);
        assertThat(Integer.parseInt(answer.header("fleetward-attempts"))).isGreaterThan(1);
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void nothingIsRetriedAfterTheFirstByte() throws Exception {
        long before = fleet.provider("openai-b").billing().total().requests();
        RawCall.Answer answer =
                RawCall.send(fleet, CHAT, body("cut", true, "[[output=40]]")).readAll();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isFalse();
        assertThat(Told.of(answer).error()).isNotEmpty();
        assertThat(answer.header("fleetward-attempts")).isEqualTo("1");
        var rows = fleet.ledger("select count(*), max(attempt) from events where route = 'cut'");
        assertThat(rows.toString()).isEqualTo("[[1,1]]");
        assertThat(fleet.provider("openai-b").billing().total().requests())
                .isGreaterThanOrEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void theCallersDeadlineEndsTheCall(String path) throws Exception {
        long started = System.nanoTime();
        RawCall.Answer answer = ask(path, "slow", "fleetward-deadline-ms", "400");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        assertThat(errorType(answer)).isNotEmpty();
        assertThat(System.nanoTime() - started).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void aFullPoolRefusesAtOnceWhoMayNotWait(String path) throws Exception {
        try (RawCall first = RawCall.send(fleet, CHAT, body("single", true, "[[output=100]]"))) {
            first.readUntil("data:");
            RawCall.Answer answer = ask(path, "single");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(errorType(answer)).containsIgnoringCase("rate_limit");
            assertThat(answer.header("fleetward-attempts")).isEqualTo("0");
            assertThat(first.readAll().clean()).isTrue();
        }
        fleet.awaitLedger();
        assertThat(ask(path, "single").status()).isEqualTo(200);
    }

    @Test
    void aSpentMinuteIsRefusedWithTheTimeUntilThereIsRoom() throws Exception {
        assertThat(ask(CHAT, "minute").status()).isEqualTo(200);
        for (String path : List.of(CHAT, MESSAGES)) {
            RawCall.Answer answer = ask(path, "minute");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(errorType(answer)).containsIgnoringCase("rate_limit");
            assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(30, 60);
        }
    }

    @Test
    void parallelCallsDoNotOverrunAMonthlyBudget() throws Exception {
        List<RawCall.Answer> answers =
                atOnce(
                        64,
                        i ->
                                RawCall.send(
                                                fleet,
                                                CHAT,
                                                body("only-other", false, "[[output=90]]"),
                                                other())
                                        .readAll());
        // 200 KiB of output would cost some 2 USD; there is one cent.
        RawCall.Answer large =
                RawCall.send(
                                fleet,
                                CHAT,
                                body("only-other", false, "").replace(":100,", ":50000,"),
                                other())
                        .readAll();
        assertThat(large.status()).isEqualTo(429);
        assertThat(large.body()).contains("budget");
        assertThat(large.header("x-should-retry")).isEqualTo("false");

        long served = answers.stream().filter(it -> it.status() == 200).count();
        long refused = answers.stream().filter(it -> it.status() == 429).count();
        assertThat(served + refused).isEqualTo(64);
        assertThat(served).isPositive();
        assertThat(refused).isPositive();
        var sums =
                fleet.ledger(
                                """
                                select sum(cost_nano_usd), count(*) filter (failure = 'budget_exhausted')
                                from events where feature = 'other'\
                                """)
                        .get(0);
        assertThat(sums.get(0).asLong()).isPositive().isLessThanOrEqualTo(10_000_000);
        assertThat(sums.get(1).asLong()).isEqualTo(refused + 1);
        assertThat(fleet.node().view().quotas().budgets())
                .filteredOn(it -> it.feature().equals("other"))
                .allSatisfy(it -> assertThat(it.reserved()).isZero());
    }

    private static String[] other() {
        return new String[] {"authorization", "Bearer " + fleet.key("other")};
    }

    @Test
    void aStormOfFailuresDoesNotBecomeAStormOfRetries() throws Exception {
        long before = fleet.node().view().counters().retries();
        long started = System.nanoTime();
        List<RawCall.Answer> answers = atOnce(STORM, i -> ask(CHAT, "storm" + i));
        double seconds = (System.nanoTime() - started) / 1e9;
        long retries = fleet.node().view().counters().retries() - before;

        long saved = answers.stream().filter(it -> it.status() == 200).count();
        long most =
                RetryBudget.FLOOR_BURST + (long) Math.ceil(seconds * RetryBudget.FLOOR_PER_SECOND);
        assertThat(retries).isPositive().isLessThanOrEqualTo(most).isLessThan(STORM);
        assertThat(saved).isEqualTo(retries);
        assertThat(answers)
                .filteredOn(it -> it.status() != 200)
                .allSatisfy(it -> {
                    assertThat(it.status()).isEqualTo(502);
                    assertThat(it.header("fleetward-attempts")).isEqualTo("1");
                });
        assertThat(fleet.node().view().quotas().openLeases()).isZero();
    }

    private interface Numbered {
        RawCall.Answer call(int number) throws Exception;
    }

    private static List<RawCall.Answer> atOnce(int calls, Numbered call) throws Exception {
        List<RawCall.Answer> answers = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RawCall.Answer>> running = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                Callable<RawCall.Answer> one = () -> call.call(number);
                running.add(callers.submit(one));
            }
            for (Future<RawCall.Answer> one : running) {
                answers.add(one.get());
            }
        }
        return answers;
    }
}
