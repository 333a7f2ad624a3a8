package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Streams whose first token is late, on a route that hedges.
final class HedgeTest {
    /// More than must be known before anything is late, and so many that their input pays for some
    /// hedges.
    private static final int KNOWN = 130;

    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = TestFleet.start(HedgeTest::configuration);
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            Callable<RawCall.Answer> one = () -> ask().readAll();
            for (Future<RawCall.Answer> answer :
                    callers.invokeAll(java.util.Collections.nCopies(KNOWN, one))) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        return standard.replace(
                        "  openai: { endpoints: [openai-a, openai-b] }\n",
                        "  openai: { endpoints: [openai-a, openai-b], hedge: { extraInput: 20% }, slo: { success: 99%, firstToken: 30s } }\n"
                                + "  translated: { endpoints: [anthropic-a, openai-b], hedge: {} }\n")
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "");
    }

    private RawCall ask() throws Exception {
        return RawCall.send(
                fleet,
                "/v1/chat/completions",
                "{\"model\":\"openai\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"[[output=5]]\"}]}");
    }

    private void faults(String provider, String... rules) {
        fleet.provider(provider)
                .faults()
                .set(java.util.Arrays.stream(rules).map(Rule::parse).toList());
    }

    /// The attempts of the call of this answer: number, endpoint, purpose, outcome, failure.
    private List<String> attempts(RawCall.Answer answer) throws Exception {
        String id = answer.headers().get("fleetward-call-id");
        List<String> rows = new java.util.ArrayList<>();
        fleet.ledger(
                        "SELECT attempt, endpoint, purpose, outcome, failure, is_last FROM events"
                                + " WHERE call_id = '"
                                + id
                                + "' ORDER BY attempt")
                .forEach(row ->
                        rows.add(
                                row.get(0).asString()
                                        + " "
                                        + row.get(1).asString()
                                        + " "
                                        + row.get(2).asString()
                                        + " "
                                        + row.get(3).asString()
                                        + " "
                                        + (row.get(4).isNull() ? "-" : row.get(4).asString())
                                        + (row.get(5).asBoolean() ? " last" : "")));
        return rows;
    }

    private void nothingIsHeld() throws Exception {
        TestFleet.await(
                "all leases are back", () -> fleet.node().view().quotas().openLeases() == 0);
        fleet.node()
                .view()
                .endpoints()
                .forEach(endpoint -> assertThat(endpoint.open()).as("%s", endpoint).isZero());
    }

    @Test
    void aLateStreamIsAnsweredByTheOtherEndpointAndTheLoserStandsInTheLedger() throws Exception {
        faults("openai-a", "slow-first-token=20s");
        RawCall.Answer answer = ask().readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().get("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(answer.headers().get("fleetward-attempts")).isEqualTo("2");
        assertThat(answer.clean()).isTrue();
        assertThat(attempts(answer))
                .containsExactly(
                        "1 openai-a first aborted outrun", "2 openai-b hedge succeeded - last");
        assertThat(
                        fleet.ledger(
                                        "SELECT count(*) FROM events WHERE failure = 'outrun' AND"
                                                + " input_tokens > 0 AND input_provenance = 'estimated'")
                                .get(0)
                                .get(0)
                                .asLong())
                .as("what the loser has cost is estimated")
                .isEqualTo(1);
        assertThat(fleet.node().view().counters().hedges()).isEqualTo(1);
        nothingIsHeld();
    }

    @Test
    void whereTheHedgeFailsTheFirstGoesOn() throws Exception {
        faults("openai-a", "slow-first-token=1s");
        faults("openai-b", "500");
        RawCall.Answer answer = ask().readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().get("fleetward-endpoint")).isEqualTo("openai-a");
        assertThat(attempts(answer))
                .containsExactly(
                        "1 openai-a first succeeded - last",
                        "2 openai-b hedge failed provider_error");
        nothingIsHeld();
    }

    @Test
    void whereTheFirstFailsTheHedgeGoesOn() throws Exception {
        faults("openai-a", "slow-first-token=500ms", "cut@0");
        faults("openai-b", "slow-first-token=2s");
        RawCall.Answer answer = ask().readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().get("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(attempts(answer))
                .containsExactly(
                        "1 openai-a first failed connection_lost",
                        "2 openai-b hedge succeeded - last");
        nothingIsHeld();
    }

    @Test
    void whereBothFailTheCallFailsOnce() throws Exception {
        faults("openai-a", "slow-first-token=500ms", "cut@0");
        faults("openai-b", "slow-first-token=1s", "cut@0");
        RawCall.Answer answer = ask().readAll();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(attempts(answer).stream().filter(row -> row.endsWith("last"))).hasSize(1);
        nothingIsHeld();
    }

    @Test
    void aCallerWhoLeavesEndsBoth() throws Exception {
        faults("openai-a", "slow-first-token=20s");
        faults("openai-b", "slow-first-token=20s");
        long before = fleet.node().view().counters().hedges();
        try (RawCall gone = ask()) {
            TestFleet.await("it is hedged", () -> fleet.node().view().counters().hedges() > before);
        }
        fleet.clearFaults();
        TestFleet.await(
                "the second is cancelled",
                () ->
                        fleet.node().view().endpoints().stream()
                                .filter(endpoint -> endpoint.endpoint().equals("openai-b"))
                                .allMatch(endpoint -> endpoint.open() == 0));
        TestFleet.await(
                "the first is read on, for its usage",
                () -> fleet.node().view().counters().drains() == 1);
    }

    /// The two are still two when the configuration that came meanwhile knows of no hedges.
    @Test
    void aRouteThatHedgesNoMoreStillEndsTheSlowerOfTwo() throws Exception {
        faults("openai-a", "slow-first-token=6s");
        faults("openai-b", "slow-first-token=5s");
        long before = fleet.node().view().counters().hedges();
        long version = fleet.node().view().snapshotVersion();
        try (RawCall call = ask()) {
            TestFleet.await("it is hedged", () -> fleet.node().view().counters().hedges() > before);
            Path file = fleet.folder().resolve("fleetward.yaml");
            Files.writeString(
                    file, Files.readString(file).replace(", hedge: { extraInput: 20% }", ""));
            TestFleet.await("it is served", () -> fleet.node().view().snapshotVersion() > version);
            RawCall.Answer answer = call.readAll();
            assertThat(answer.headers().get("fleetward-endpoint")).isEqualTo("openai-b");
            assertThat(attempts(answer))
                    .containsExactly(
                            "1 openai-a first aborted outrun", "2 openai-b hedge succeeded - last");
        }
        nothingIsHeld();
    }

    private void awaitHedgesOff() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        JsonNode objectives = fleet.admin("/v1/objectives");
        while (!objectives.at("/policy/withoutHedges/0").asString("").equals("openai")) {
            assertThat(System.nanoTime()).as("%s", objectives).isLessThan(end);
            Thread.sleep(20);
            objectives = fleet.admin("/v1/objectives");
        }
    }

    /// Nobody has asked for that: what is short already is not asked for twice.
    @Test
    void whileTheRoutesBudgetBurnsNothingIsHedgedAndTheChangeLogSaysSo() throws Exception {
        faults("openai-a", "500");
        faults("openai-b", "500");
        for (int i = 0; i < 40; i++) {
            assertThat(ask().readAll().status()).isGreaterThanOrEqualTo(500);
        }
        fleet.awaitLedger();
        awaitHedgesOff();
        assertThat(fleet.adminText("/v1/changes"))
                .contains("late streams are not hedged, of route openai");

        fleet.adminPost("/v1/endpoints/openai-a/undrain", "{}");
        faults("openai-a", "slow-first-token=2s");
        fleet.provider("openai-b").faults().set(List.of());
        RawCall.Answer answer = ask().readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(attempts(answer)).noneMatch(row -> row.contains(" hedge "));
        assertThat(fleet.node().view().counters().hedges()).isZero();
    }

    @Test
    void whatIsNotLateIsNotHedged() throws Exception {
        for (int i = 0; i < 20; i++) {
            ask().readAll();
        }
        assertThat(
                        fleet.ledger("SELECT count(*) FROM events WHERE purpose = 'hedge'")
                                .get(0)
                                .get(0)
                                .asLong())
                .as("a twentieth of quick answers may be late by the route's own measure")
                .isLessThanOrEqualTo(KNOWN * 20 / 100);
    }
}
