package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.FaultCase.Outcome;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.testbed.provider.Billing;
import dev.fleetward.testbed.provider.Fault;
import dev.fleetward.testbed.provider.WordTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Each fault of the simulated provider, on the first endpoint of a route with two. Before the
/// first byte the caller gets the second one's whole answer; after it an honest error; never a
/// mixture, never a clean end of a broken stream.
final class FaultMatrixTest {
    /// Calls under way at once.
    private static final int AT_ONCE = 16;

    private static final List<FaultCase> CASES = FaultCase.all();
    private static final Map<FaultCase, Seen> SEEN = new HashMap<>();
    private static TestFleet fleet;
    private static List<GatewayView.EndpointView> endpoints;

    /// One case's answer, what either endpoint says when it is well, and the ledger's rows.
    private record Seen(RawCall.Answer answer, Told told, Told first, Told second, List<Row> rows) {
        Row row(int attempt) {
            return rows.get(attempt - 1);
        }
    }

    private record Row(
            int attempt,
            boolean last,
            String endpoint,
            String outcome,
            String failure,
            String blame,
            int callerStatus,
            long input,
            long output,
            String inputProvenance,
            String outputProvenance) {}

    @BeforeAll
    static void runAllCases() throws Exception {
        fleet = TestFleet.start(FaultMatrixTest::configuration);
        Map<FaultCase, RawCall.Answer> answers = new HashMap<>();
        try (ExecutorService callers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            Map<FaultCase, Future<RawCall.Answer>> running = new HashMap<>();
            for (FaultCase one : CASES) {
                Callable<RawCall.Answer> call =
                        () -> RawCall.send(fleet, one.path(), one.body()).readAll();
                running.put(one, callers.submit(call));
            }
            for (var one : running.entrySet()) {
                answers.put(one.getKey(), one.getValue().get());
            }
        }
        endpoints = fleet.node().view().endpoints();
        Map<String, List<Row>> rows = rows();
        for (FaultCase one : CASES) {
            RawCall.Answer answer = Objects.requireNonNull(answers.get(one));
            SEEN.put(
                    one,
                    new Seen(
                            answer,
                            Told.of(answer),
                            sound(one, one.firstProvider()),
                            sound(one, one.secondProvider()),
                            rows.getOrDefault(answer.header("fleetward-call-id"), List.of())));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        StringBuilder endpointLines = new StringBuilder("endpoints:\n");
        StringBuilder routeLines = new StringBuilder("routes:\n");
        for (FaultCase one : CASES) {
            endpointLines.append(one.endpointLines());
            routeLines.append(one.routeLine());
        }
        return standard.replace("endpoints:\n", endpointLines)
                        .replace("routes:\n", routeLines)
                        .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                + "limits: { retryBudget: 100% }\n";
    }

    private static Seen seen(FaultCase one) {
        return Objects.requireNonNull(SEEN.get(one));
    }

    private static final Map<String, Told> SOUND = new HashMap<>();

    /// The answer of a provider to the same question when nothing is wrong.
    private static Told sound(FaultCase one, String provider) throws Exception {
        String body = one.body(provider);
        Told known = SOUND.get(one.path() + body);
        if (known == null) {
            known = Told.of(RawCall.send(fleet, one.path(), body).readAll());
            SOUND.put(one.path() + body, known);
        }
        return known;
    }

    private static Map<String, List<Row>> rows() throws Exception {
        Map<String, List<Row>> rows = new HashMap<>();
        for (JsonNode row :
                fleet.ledger(
                        """
                        select call_id, attempt, is_last, endpoint, outcome, failure, blame,
                            caller_status, input_tokens, output_tokens, input_provenance,
                            output_provenance
                        from events order by call_id, attempt\
                        """)) {
            rows.computeIfAbsent(row.get(0).asString(), id -> new ArrayList<>())
                    .add(
                            new Row(
                                    row.get(1).asInt(),
                                    row.get(2).asBoolean(),
                                    row.get(3).asString(""),
                                    row.get(4).asString(),
                                    row.get(5).asString(""),
                                    row.get(6).asString(""),
                                    row.get(7).asInt(),
                                    row.get(8).asLong(-1),
                                    row.get(9).asLong(-1),
                                    row.get(10).asString(),
                                    row.get(11).asString()));
        }
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> callersGetAWholeAnswerOrAnHonestError() {
        return CASES.stream()
                .map(one -> DynamicTest.dynamicTest(one.toString(), () -> answer(one)));
    }

    private static void answer(FaultCase one) {
        Seen seen = seen(one);
        assertThat(seen.first.text()).isNotEmpty().isNotEqualTo(seen.second.text());
        switch (one.outcome()) {
            case FIRST_WHOLE -> {
                whole(seen, seen.first, one.first());
                assertThat(seen.answer.header("fleetward-attempts")).isEqualTo("1");
            }
            case SECOND_WHOLE -> {
                whole(seen, seen.second, one.second());
                assertThat(seen.answer.header("fleetward-attempts")).isEqualTo("2");
            }
            case BROKEN_OFF -> {
                assertThat(seen.answer.status()).isEqualTo(200);
                assertThat(seen.answer.header("fleetward-endpoint")).isEqualTo(one.first());
                assertThat(seen.answer.clean()).as("a clean end: " + seen.answer.body()).isFalse();
                assertThat(seen.told.terminal()).as("a terminal event").isFalse();
                assertThat(seen.told.error()).as(seen.answer.body()).isNotEmpty();
                if (one.fault().kind() != Fault.Kind.BROKEN_TOOL_ARGUMENTS) {
                    assertThat(seen.told.text()).isNotEmpty();
                    assertThat(seen.first.text()).startsWith(seen.told.text());
                }
                if (one.fault().kind() != Fault.Kind.NO_TERMINAL) {
                    assertThat(seen.told.finish()).as("a reason to believe the answer").isEmpty();
                }
            }
        }
    }

    private static void whole(Seen seen, Told expected, String endpoint) {
        assertThat(seen.answer.status()).as(seen.answer.body()).isEqualTo(200);
        assertThat(seen.answer.header("fleetward-endpoint")).isEqualTo(endpoint);
        assertThat(seen.answer.clean()).isTrue();
        assertThat(seen.told).isEqualTo(expected);
        assertThat(seen.told.terminal()).isTrue();
        assertThat(seen.told.error()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> theLedgerHasOneRowForEachAttempt() {
        return CASES.stream()
                .map(one -> DynamicTest.dynamicTest(one.toString(), () -> ledger(one)));
    }

    private static void ledger(FaultCase one) {
        Seen seen = seen(one);
        assertThat(seen.rows).hasSize(one.outcome() == Outcome.SECOND_WHOLE ? 2 : 1);
        Row first = seen.row(1);
        assertThat(first.attempt).isEqualTo(1);
        assertThat(first.endpoint).isEqualTo(one.first());
        if (one.outcome() == Outcome.FIRST_WHOLE) {
            succeeded(first);
        } else {
            assertThat(first.outcome).isEqualTo("failed");
            assertThat(first.failure).isEqualTo(one.failure().label());
            assertThat(first.blame)
                    .isEqualTo(one.failure().blame().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (one.outcome() == Outcome.SECOND_WHOLE) {
            assertThat(first.last).isFalse();
            assertThat(first.callerStatus).isZero();
            assertThat(seen.row(2).attempt).isEqualTo(2);
            assertThat(seen.row(2).endpoint).isEqualTo(one.second());
            succeeded(seen.row(2));
        } else {
            assertThat(first.last).isTrue();
            assertThat(first.callerStatus).isEqualTo(200);
        }
    }

    private static void succeeded(Row row) {
        assertThat(row.outcome).isEqualTo("succeeded");
        assertThat(row.last).isTrue();
        assertThat(row.callerStatus).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> theLedgerCoversWhatTheProvidersBill() {
        return CASES.stream().map(one -> DynamicTest.dynamicTest(one.toString(), () -> bill(one)));
    }

    private static void bill(FaultCase one) {
        Seen seen = seen(one);
        Billing.Line billed = line(one.firstProvider(), one.route());
        Row row = seen.row(1);
        if (billed.ending() == Billing.Ending.REFUSED) {
            assertThat(row.output).isLessThanOrEqualTo(0);
        } else if (row.outputProvenance.equals("final")) {
            boolean wrong = one.fault().kind() == Fault.Kind.WRONG_USAGE;
            assertThat(row.input).isEqualTo(billed.input());
            assertThat(row.output)
                    .isEqualTo(billed.output() + (wrong ? one.fault().argument() : 0));
        } else if (row.outputProvenance.equals("explicit_zero")) {
            assertThat(billed.output()).isZero();
        } else {
            // Nobody said how much it was: estimates err upwards from what could be seen.
            long shown =
                    !one.stream()
                            ? billed.output()
                            : one.outcome() == Outcome.BROKEN_OFF
                                    ? WordTokens.count(seen.told.text())
                                    : 0;
            assertThat(row.outputProvenance).isIn("estimated", "partial");
            assertThat(row.input).isGreaterThanOrEqualTo(billed.input());
            assertThat(row.output).isGreaterThanOrEqualTo(shown);
        }
        if (one.outcome() == Outcome.SECOND_WHOLE) {
            Billing.Line second = line(one.secondProvider(), one.route());
            assertThat(seen.row(2).outputProvenance).isEqualTo("final");
            assertThat(seen.row(2).input).isEqualTo(second.input());
            assertThat(seen.row(2).output).isEqualTo(second.output());
        }
    }

    private static Billing.Line line(String provider, String model) {
        return fleet.provider(provider).billing().calls().stream()
                .filter(line -> line.model().equals(model))
                .reduce((one, other) -> {
                    throw new AssertionError("billed twice: " + one + ", " + other);
                })
                .orElseThrow();
    }

    @Test
    void usageThatNobodyReportedIsMarkedAsEstimated() {
        for (FaultCase one : CASES) {
            String provenance = seen(one).row(1).outputProvenance;
            switch (one.fault().kind()) {
                case NO_USAGE -> assertThat(provenance).as("%s", one).isEqualTo("estimated");
                case WRONG_USAGE, DRIP -> assertThat(provenance).as("%s", one).isEqualTo("final");
                default -> {
                    // Told by the ledger's other tests.
                }
            }
        }
    }

    @Test
    void breakersOpenAfterWhatAsksForIt() {
        Map<String, State> states = new HashMap<>();
        endpoints.forEach(it -> states.put(it.endpoint(), it.health().state()));
        for (FaultCase one : CASES) {
            // The short ones may be over by now.
            boolean isLong =
                    one.fault().kind() == Fault.Kind.QUOTA || one.fault().argument() >= 60_000;
            if (!one.opensTheBreaker()) {
                assertThat(states.get(one.first())).as("%s", one).isEqualTo(State.CLOSED);
            } else if (isLong) {
                assertThat(states.get(one.first()))
                        .as("%s", one)
                        .isEqualTo(
                                one.fault().kind() == Fault.Kind.QUOTA ? State.HELD : State.OPEN);
            }
            assertThat(states.get(one.second())).as("%s", one).isEqualTo(State.CLOSED);
        }
    }

    @Test
    void nothingIsLeftOpen() {
        assertThat(fleet.node().view().quotas().openLeases()).isZero();
        assertThat(fleet.node().view().counters().openCalls()).isZero();
        assertThat(fleet.node().view().counters().drains()).isZero();
        assertThat(fleet.node().view().counters().requestBytesHeld()).isZero();
        assertThat(fleet.node().view().endpoints())
                .allSatisfy(it -> assertThat(it.open()).isZero());
    }
}
