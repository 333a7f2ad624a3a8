package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.provider.FaultBoard;
import dev.fleetward.testbed.provider.VersionBoard.Line;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A feature whose promise breaks: what is told, what is done about it, and until when.
class BurnTest {
    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                        "tester: { owner: platform,",
                                        "tester: { slo: { success: 99%, firstToken: 30s }, onBurn: [shed-batch, freeze, prefer-fallback], owner: platform,")
                                .replace("routes: [openai-a", "routes: [promised, rolled, openai-a")
                                .replace(
                                        "routes:\n",
                                        "routes:\n  promised: { endpoints: [openai-a], fallback: { route: openai-b, degraded: other } }\n  rolled: { endpoints: [openai-b], versions: { policy: hold, allow: [gpt-4o-2024-08-06], canary: 100% } }\n"));
        fleet.restart(clockAt(NOON));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    /// Runs on from a moment.
    private static Clock clockAt(Instant wall) {
        Clock host = new SystemClock();
        long begun = host.nanos();
        return new Clock() {
            @Override
            public long nanos() {
                return host.nanos();
            }

            @Override
            public long wallMicros() {
                return wall.toEpochMilli() * 1_000 + (host.nanos() - begun) / 1_000;
            }
        };
    }

    private HttpResponse<String> call(String route, String callClass) throws Exception {
        return fleet.send(
                fleet.post(
                                "/v1/chat/completions",
                                """
                                {"model": "%s", "max_tokens": 50, "messages": [{"role": "user", "content": "[[output=3]]"}]}
                                """
                                        .formatted(route))
                        .header("fleetward-class", callClass)
                        .build());
    }

    private void breakThePromise() throws Exception {
        fleet.provider("openai-a").faults().set(List.of(FaultBoard.Rule.parse("500")));
        for (int i = 0; i < 40; i++) {
            assertThat(call("openai-a", "interactive").statusCode()).isGreaterThanOrEqualTo(500);
        }
        fleet.clearFaults();
    }

    private JsonNode awaitObjectives(Predicate<JsonNode> as) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode objectives = fleet.admin("/v1/objectives");
        while (!as.test(objectives)) {
            assertThat(System.nanoTime()).as("%s", objectives).isLessThan(end);
            Thread.sleep(20);
            objectives = fleet.admin("/v1/objectives");
        }
        return objectives;
    }

    private static boolean pages(JsonNode objectives) {
        return objectives.path("alerts").path(0).path("severity").asString("").equals("page");
    }

    private static JsonNode success(JsonNode objectives) {
        return objectives.path("objectives").path(0);
    }

    private void awaitIncident() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (fleet.admin("/v1/status").at("/incidents/open").asInt(0) == 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void aBurnIsToldAndHoldsBackBatchUntilItIsOverAlsoInAnotherProcess() throws Exception {
        assertThat(call("openai-b", "batch").statusCode()).isEqualTo(200);
        breakThePromise();

        JsonNode burning = awaitObjectives(BurnTest::pages);
        assertThat(burning.path("alerts").path(0).path("words").asString(""))
                .startsWith("tester burns its success budget ");
        assertThat(burning.at("/policy/shedBatch/0").asString("")).isEqualTo("wide");
        assertThat(burning.at("/policy/frozen/0").asString("")).isEqualTo("tester");
        assertThat(success(burning).path("bad").asLong(0)).isEqualTo(40);
        assertThat(success(burning).path("events").asLong(0)).isEqualTo(41);
        assertThat(fleet.adminText("/metrics"))
                .contains(
                        "fleetward_slo_budget_left_ratio{kind=\"feature\",measure=\"success\",name=\"tester\"} -")
                .contains(
                        "fleetward_slo_burn_rate{kind=\"feature\",measure=\"success\",name=\"tester\",window=\"5m\"}");

        awaitIncident();
        assertThat(fleet.adminText("/v1/hygiene"))
                .contains("\"kind\":\"frozen\",\"subject\":\"feature tester\"");

        HttpResponse<String> shed = call("openai-b", "batch");
        assertThat(shed.statusCode()).as(shed.body()).isEqualTo(429);
        assertThat(shed.headers().firstValue("retry-after")).hasValue("60");
        assertThat(shed.body())
                .contains("Calls of class batch are held back in pool wide", "rate_limit_exceeded");
        assertThat(call("openai-b", "background").statusCode()).isEqualTo(429);
        assertThat(call("openai-b", "standard").statusCode()).isEqualTo(200);

        // What is refused so is nobody's failure, or the alarm would keep itself alive.
        fleet.awaitLedger();
        JsonNode later = awaitObjectives(each -> success(each).path("events").asLong(0) == 42);
        assertThat(success(later).path("bad").asLong(0)).isEqualTo(40);

        fleet.restart(clockAt(NOON.plusSeconds(60)));
        JsonNode afterwards = awaitObjectives(BurnTest::pages);
        assertThat(success(afterwards).path("bad").asLong(0)).isEqualTo(40);
        assertThat(call("openai-b", "batch").statusCode()).isEqualTo(429);

        fleet.restart(clockAt(NOON.plus(Duration.ofMinutes(40))));
        JsonNode over = awaitObjectives(each -> each.path("state").asString("").equals("current"));
        assertThat(pages(over)).isFalse();
        assertThat(success(over).path("budgetLeft").asDouble(0)).isNegative();
        assertThat(call("openai-b", "batch").statusCode()).isEqualTo(200);
    }

    @Test
    void aBurnSendsCallsToTheFallbackFirstAndBackWhereThatFails() throws Exception {
        breakThePromise();
        awaitObjectives(
                each -> each.at("/policy/preferFallback/0").asString("").equals("promised"));
        HttpResponse<String> preferred = call("promised", "interactive");
        assertThat(preferred.statusCode()).as(preferred.body()).isEqualTo(200);
        assertThat(preferred.headers().firstValue("fleetward-endpoint")).hasValue("openai-b");
        assertThat(preferred.headers().firstValue("fleetward-degraded")).hasValue("other");

        fleet.adminPost("/v1/endpoints/openai-a/undrain", "{}");
        fleet.provider("openai-b").faults().set(List.of(FaultBoard.Rule.parse("500")));
        HttpResponse<String> back = call("promised", "interactive");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(back.headers().firstValue("fleetward-endpoint")).hasValue("openai-a");
        assertThat(back.headers().firstValue("fleetward-degraded")).isEmpty();
        assertThat(back.headers().firstValue("fleetward-attempts")).hasValue("2");
    }

    @Test
    void aBurnTakesTheCanaryAwayAndLetsNothingBePromotedButOnPurpose() throws Exception {
        String next = "gpt-4o-2024-11-20";
        fleet.provider("openai-b")
                .versions()
                .set(List.of(new Line(next, null, null, Percent.HUNDRED)));
        assertThat(call("rolled", "interactive").statusCode()).isEqualTo(200);
        breakThePromise();
        awaitObjectives(each -> each.at("/policy/frozen/0").asString("").equals("tester"));

        assertThat(call("rolled", "interactive").statusCode()).isEqualTo(503);
        assertThat(fleet.admin("/v1/versions").at("/routes/0/frozen").asBoolean(false)).isTrue();
        String promote = "/v1/routes/rolled/versions/promote";
        JsonNode refused = fleet.adminPost(promote, "{\"version\":\"" + next + "\"}");
        assertThat(refused.toString()).contains("frozen", "burns its error budget");
        fleet.adminPost(promote, "{\"version\":\"" + next + "\",\"anyway\":true}");
        assertThat(call("rolled", "interactive").statusCode()).isEqualTo(200);
    }
}
