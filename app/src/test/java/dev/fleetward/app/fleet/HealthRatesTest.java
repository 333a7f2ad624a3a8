package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the ledger says of endpoints and features after calls of every kind.
class HealthRatesTest {
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start("limits: { attempts: 1 }", "");
        for (int i = 0; i < 6; i++) {
            ask("openai-a", "[[output=20]]", true);
        }
        ask("openai-a", "[[output=20]] [[fault=refusal]]", false);
        ask("openai-a", "[[output=20]] [[fault=length]]", false);
        // The caller's own faults.
        ask("openai-a", "[[fault=status=400]]", false);
        ask("nowhere", "x", false);
        ask("openai-a", "[[fault=500]]", false);
        ask("openai-b", "[[fault=refuse]]", false);
        fleet.awaitLedger();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static void ask(String route, String orders, boolean stream) throws Exception {
        RawCall.send(
                        fleet,
                        "/v1/chat/completions",
                        "{\"model\":\""
                                + route
                                + "\",\"stream\":"
                                + stream
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"go "
                                + orders
                                + "\"}]}")
                .readAll();
    }

    private static Map<String, Map<String, JsonNode>> health(String query) throws Exception {
        JsonNode answer = fleet.admin("/v1/health?" + query);
        Map<String, Map<String, JsonNode>> rows = new HashMap<>();
        for (JsonNode row : answer.get("rows")) {
            Map<String, JsonNode> cells = new HashMap<>();
            for (int i = 0; i < row.size(); i++) {
                cells.put(answer.get("columns").get(i).asString(), row.get(i));
            }
            rows.put(row.get(0).asString(), cells);
        }
        return rows;
    }

    private static double number(Map<String, JsonNode> row, String column) {
        JsonNode value = row.get(column);
        return value == null ? Double.NaN : value.asDouble(Double.NaN);
    }

    @Test
    void anEndpointAnswersForEveryAttemptButNotForItsCallers() throws Exception {
        Map<String, Map<String, JsonNode>> endpoints = health("by=endpoint&since=1h");
        Map<String, JsonNode> a = endpoints.getOrDefault("openai-a", Map.of());
        // Six good, one refused, one cut, one failed; the caller's 400 counts for nothing.
        assertThat(number(a, "availability")).isCloseTo(8 / 9.0, within(1e-9));
        assertThat(number(a, "valid")).isCloseTo(6 / 8.0, within(1e-9));
        assertThat(number(a, "flawed")).isEqualTo(1);
        assertThat(number(a, "refusals")).isCloseTo(1 / 8.0, within(1e-9));
        assertThat(number(a, "truncations")).isCloseTo(1 / 8.0, within(1e-9));
        for (String measured :
                new String[] {
                    "first_token_p50_ms",
                    "first_token_p95_ms",
                    "inter_token_p50_ms",
                    "inter_token_p95_ms",
                    "total_p50_ms",
                    "total_p95_ms",
                    "tokens_per_second",
                    "cost_nano_usd",
                    "cost_per_good_nano_usd"
                }) {
            assertThat(number(a, measured)).as(measured).isNotNegative();
        }
        assertThat(number(a, "cost_per_good_nano_usd"))
                .isCloseTo(number(a, "cost_nano_usd") / 6, within(1.0));
        assertThat(number(endpoints.getOrDefault("openai-b", Map.of()), "availability")).isZero();
    }

    @Test
    void aFeatureSeesItsCallsByTheirLastAttempt() throws Exception {
        Map<String, JsonNode> tester =
                health("by=feature&since=all").getOrDefault("tester", Map.of());
        assertThat(number(tester, "calls")).isEqualTo(12);
        // Eight answers, two failures.
        assertThat(number(tester, "availability")).isCloseTo(8 / 10.0, within(1e-9));
        assertThat(number(tester, "valid")).isCloseTo(6 / 9.0, within(1e-9));
    }

    @Test
    void bothTogetherShowWhoHasWhichTrouble() throws Exception {
        JsonNode answer = fleet.admin("/v1/health?by=feature,endpoint&since=1h");
        assertThat(answer.get("columns").get(0).asString()).isEqualTo("feature");
        assertThat(answer.get("columns").get(1).asString()).isEqualTo("endpoint");
        assertThat(answer.get("rows").size()).isEqualTo(2);
    }

    @Test
    void aTimeWithoutCallsHasNoRows() throws Exception {
        assertThat(health("by=endpoint&from=2001-01-01&to=2001-01-02")).isEmpty();
    }
}
