package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.GatewayView;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Billing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Callers who go away, at whatever moment: what their calls cost is known all the same, and
/// nothing of them stays behind.
final class HangUpTest {
    private static final List<String> ROUTES =
            List.of("openai-a", "openai-b", "anthropic-a", "anthropic-b", "gemini-a");

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String path(String dialect) {
        return dialect.equals("anthropic") ? "/v1/messages" : "/v1/chat/completions";
    }

    private static String body(String route, boolean stream, String orders) {
        return """
        {"model":"%s","stream":%s,"max_tokens":1000000,"messages":[{"role":"user","content":"go on %s"}]}\
        """
                .formatted(route, stream, orders);
    }

    private static void nothingIsLeft(TestFleet fleet) {
        GatewayView view = fleet.node().view();
        assertThat(view.quotas().openLeases()).isZero();
        assertThat(view.counters().openCalls()).isZero();
        assertThat(view.counters().drains()).isZero();
        assertThat(view.counters().requestBytesHeld()).isZero();
        assertThat(view.endpoints()).allSatisfy(it -> assertThat(it.open()).isZero());
    }

    private static JsonNode latestRow(TestFleet fleet) throws Exception {
        JsonNode rows =
                fleet.ledger(
                        """
                        select outcome, failure, is_last, input_tokens, output_tokens,
                            input_provenance, output_provenance, response_bytes, caller_status
                        from events order by accepted_at desc\
                        """);
        return rows.get(0);
    }

    private static void abortedAndBilledToTheToken(TestFleet fleet, String route) throws Exception {
        JsonNode row = latestRow(fleet);
        Billing.Line billed = fleet.provider(route).billing().calls().getLast();
        assertThat(row.get(0).asString()).isEqualTo("aborted");
        assertThat(row.get(1).asString()).isEqualTo("hung_up");
        assertThat(row.get(2).asBoolean()).isTrue();
        assertThat(row.get(3).asLong()).isEqualTo(billed.input());
        assertThat(row.get(4).asLong()).isEqualTo(billed.output());
        assertThat(row.get(6).asString()).isEqualTo("final");
        nothingIsLeft(fleet);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai-a",
        "anthropic,anthropic-a",
        "openai,anthropic-a",
        "openai,gemini-a"
    })
    void beforeTheFirstByteTheStreamIsReadOnUntilItsBillIsKnown(String dialect, String route)
            throws Exception {
        leaveBeforeTheFirstByte(dialect, route, true);
        abortedAndBilledToTheToken(fleet, route);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai-a",
        "anthropic,anthropic-a",
        "openai,anthropic-a",
        "anthropic,gemini-a"
    })
    void anUnstreamedAnswerIsReadOnUntilItsBillIsKnown(String dialect, String route)
            throws Exception {
        leaveBeforeTheFirstByte(dialect, route, false);
        abortedAndBilledToTheToken(fleet, route);
    }

    private static void leaveBeforeTheFirstByte(String dialect, String route, boolean stream)
            throws Exception {
        String orders = "[[output=20]] [[fault=slow-first-token=400ms]]";
        try (RawCall call = RawCall.send(fleet, path(dialect), body(route, stream, orders))) {
            TestFleet.await(
                    "the provider is at work", () -> fleet.provider(route).billing().open() == 1);
            assertThat(call.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai-a",
        "anthropic,anthropic-a",
        "anthropic,openai-a",
        "openai,gemini-a",
        "anthropic,gemini-a"
    })
    void inTheMiddleOfAStreamItIsReadOnUntilItsBillIsKnown(String dialect, String route)
            throws Exception {
        try (RawCall call =
                RawCall.send(fleet, path(dialect), body(route, true, "[[output=150]]"))) {
            call.readUntil("data:");
        }
        abortedAndBilledToTheToken(fleet, route);
        assertThat(latestRow(fleet).get(4).asLong()).isEqualTo(150);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutRoomForADrainTheProviderIsCutAndTheCostEstimated(boolean stream) throws Exception {
        try (TestFleet fleet = TestFleet.start("limits: { drains: 0 }", "")) {
            var billing = fleet.provider("openai-a").billing();
            try (RawCall call =
                    RawCall.send(
                            fleet, path("openai"), body("openai-a", stream, "[[output=5000]]"))) {
                if (stream) {
                    call.readUntil("data:");
                } else {
                    TestFleet.await("the provider is at work", () -> billing.open() == 1);
                }
            }
            TestFleet.await("the provider was cut", () -> billing.open() == 0);

            assertThat(billing.calls().getFirst().ending()).isEqualTo(Billing.Ending.HUNG_UP);
            assertThat(billing.total().output()).isLessThan(5_000);
            JsonNode row = latestRow(fleet);
            assertThat(row.get(0).asString()).isEqualTo("aborted");
            assertThat(row.get(3).asLong()).isGreaterThanOrEqualTo(billing.total().allInput());
            assertThat(row.get(5).asString()).isEqualTo("estimated");
            assertThat(row.get(6).asString()).isEqualTo("estimated");
            assertThat(row.get(4).asLong()).isPositive();
            nothingIsLeft(fleet);
        }
    }

    @Test
    void aDrainThatTakesTooLongIsCut() throws Exception {
        try (TestFleet fleet = TestFleet.start("limits: { drainTime: 300ms }", "")) {
            var billing = fleet.provider("openai-a").billing();
            try (RawCall call =
                    RawCall.send(
                            fleet, path("openai"), body("openai-a", true, "[[output=9000]]"))) {
                call.readUntil("data:");
            }
            TestFleet.await("it is read on", () -> fleet.node().view().counters().drains() == 1);
            TestFleet.await("the provider was cut", () -> billing.open() == 0);

            assertThat(billing.total().output()).isLessThan(9_000);
            assertThat(latestRow(fleet).get(0).asString()).isEqualTo("aborted");
            assertThat(latestRow(fleet).get(6).asString()).isEqualTo("estimated");
            nothingIsLeft(fleet);
        }
    }

    @Test
    void aCallerWhoNeverReadsHoldsBoundedBytesAndIsEndedAfterTheSilence() throws Exception {
        // Some 60 MB, all of it ready at once.
        String orders = "[[output=250000]]";
        try (TestFleet fleet =
                        TestFleet.start(
                                yaml ->
                                        yaml.replace(
                                                        "pool: wide,",
                                                        "pool: wide, timeouts: { silence: 600ms },")
                                                + "limits: { streamHeld: 64KiB }\n",
                                Profile.INSTANT);
                RawCall call =
                        RawCall.send(
                                fleet, 8_192, path("openai"), body("openai-a", true, orders))) {
            TestFleet.await(
                    "the caller is given up",
                    () ->
                            fleet.node().view().counters().openCalls() == 0
                                    && fleet.node().view().counters().calls() == 1);
            abortedAndBilledToTheToken(fleet, "openai-a");
            assertThat(latestRow(fleet).get(4).asLong()).isEqualTo(250_000);
            // What was handed on before the pause: the bound, and what the two sockets take.
            assertThat(latestRow(fleet).get(7).asLong()).isLessThan(16L << 20);
            assertThat(call.readAll().clean()).isFalse();
        }
    }

    @Test
    void theLedgerEqualsTheBillsWhenAFifthOfHundredsOfCallersHangUp() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int calls = 300;
        try (TestFleet fleet = TestFleet.start()) {
            List<Future<Boolean>> running = new ArrayList<>();
            try (var callers = Executors.newFixedThreadPool(150, Thread.ofVirtual().factory())) {
                for (int i = 0; i < calls; i++) {
                    running.add(callers.submit(caller(fleet, random, i)));
                }
                int whole = 0;
                for (Future<Boolean> one : running) {
                    whole += one.get() ? 1 : 0;
                }
                assertThat(whole).as("seed %d", seed).isEqualTo(calls * 4 / 5);
            }
            JsonNode sums =
                    fleet.ledger(
                                    """
                                    select count(*), count(distinct call_id),
                                        sum(input_tokens + coalesce(cache_read_tokens, 0)
                                            + coalesce(cache_write_tokens, 0)),
                                        sum(output_tokens),
                                        count(*) filter (outcome = 'succeeded'),
                                        count(*) filter (outcome = 'aborted'),
                                        count(*) filter (is_last)
                                    from events\
                                    """)
                            .get(0);
            long input = 0;
            long output = 0;
            for (String provider : ROUTES) {
                assertThat(fleet.provider(provider).billing().open()).isZero();
                input += fleet.provider(provider).billing().total().allInput();
                output += fleet.provider(provider).billing().total().output();
            }
            assertThat(sums.get(0).asInt()).as("seed %d", seed).isEqualTo(calls);
            assertThat(sums.get(1).asInt()).isEqualTo(calls);
            assertThat(sums.get(6).asInt()).isEqualTo(calls);
            assertThat(sums.get(2).asLong()).as("seed %d", seed).isEqualTo(input);
            assertThat(sums.get(3).asLong()).as("seed %d", seed).isEqualTo(output);
            assertThat(sums.get(4).asInt() + sums.get(5).asInt()).isEqualTo(calls);
            assertThat(sums.get(5).asInt()).as("seed %d", seed).isPositive();
            nothingIsLeft(fleet);
        }
    }

    /// One caller of any dialect at any endpoint; each fifth leaves early in a long answer.
    private static Callable<Boolean> caller(TestFleet fleet, Random random, int number) {
        String dialect = random.nextBoolean() ? "openai" : "anthropic";
        String route = ROUTES.get(random.nextInt(ROUTES.size()));
        boolean leaves = number % 5 == 0;
        String orders = "[[output=" + (leaves ? 400 : 20 + random.nextInt(40)) + "]]";
        int reads = 1 + random.nextInt(3);
        return () -> {
            RawCall call = RawCall.send(fleet, path(dialect), body(route, true, orders));
            if (leaves) {
                leave(call, reads);
                return false;
            }
            RawCall.Answer answer = call.readAll();
            return answer.clean() && Told.of(answer).terminal();
        };
    }

    private static void leave(RawCall call, int reads) throws IOException {
        try (call) {
            for (int i = 0; i < reads; i++) {
                call.readMore();
            }
        }
    }
}
