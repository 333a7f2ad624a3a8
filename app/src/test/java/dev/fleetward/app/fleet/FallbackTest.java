package dev.fleetward.app.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routes that have another route to fall back on.
final class FallbackTest {
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(FallbackTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @AfterEach
    void clear() {
        fleet.clearFaults();
    }

    private static String configuration(String standard) {
        return standard.replace(
                                "routes:\n",
                                """
                                routes:
                                  small: { endpoints: [anthropic-a] }
                                  big: { endpoints: [down], fallback: { route: small, degraded: "smaller model", parameters: { temperature: "0", max_tokens: "7" } } }
                                  dying: { endpoints: [openai-b], fallback: { route: small } }
                                """)
                        .replace(
                                "endpoints:\n",
                                "endpoints:\n  down: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform, drained: true }\n")
                        .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                + "health: { failuresInARow: 1000 }\n";
    }

    private static RawCall.Answer ask(String route, boolean stream) throws Exception {
        return RawCall.send(
                        fleet,
                        "/v1/chat/completions",
                        "{\"model\":\""
                                + route
                                + "\",\"stream\":"
                                + stream
                                + ",\"temperature\":1,\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"[[output=5]]\"}]}")
                .readAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRouteWithoutAUsableEndpointIsServedByItsFallbackAndSaysSo(boolean stream)
            throws Exception {
        RawCall.Answer answer = ask("big", stream);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("fleetward-endpoint", "anthropic-a")
                .containsEntry("fleetward-degraded", "smaller model");
        String received = new String(fleet.provider("anthropic-a").received().last().body(), UTF_8);
        assertThat(received).contains("\"temperature\":0", "\"max_tokens\":7");
        assertThat(
                        fleet.ledger(
                                        "SELECT route, fallback_of, model_asked FROM events WHERE call_id = '"
                                                + answer.headers().get("fleetward-call-id")
                                                + "'")
                                .get(0)
                                .toString())
                .isEqualTo("[\"small\",\"big\",\"big\"]");
    }

    @Test
    void aCallMovesToTheFallbackWhenTheLastEndpointFails() throws Exception {
        fleet.provider("openai-b").faults().set(List.of(Rule.parse("500")));
        RawCall.Answer answer = ask("dying", true);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("fleetward-endpoint", "anthropic-a")
                .containsEntry("fleetward-attempts", "2")
                .doesNotContainKey("fleetward-degraded");
    }

    @Test
    void aFallbackThatFailsTooEndsTheCallWithItsError() throws Exception {
        fleet.provider("anthropic-a").faults().set(List.of(Rule.parse("500")));
        assertThat(ask("big", false).status()).isEqualTo(502);
    }
}
