package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Complaints that were made of how other gateways measure time, each under its own name.
final class LatencyComplaintsTest {
    private static final long DELAY_MILLIS = 200;
    private static final int TOKENS = 120;

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        fleet.provider("openai-a")
                .faults()
                .set(List.of(FaultBoard.Rule.parse("slow-first-token=" + DELAY_MILLIS + "ms")));
        RawCall.Answer answer =
                RawCall.send(
                                fleet,
                                "/v1/chat/completions",
                                "{\"model\":\"openai-a\",\"stream\":true,\"messages\":[{\"role\":"
                                        + "\"user\",\"content\":\"go [[output="
                                        + TOKENS
                                        + "]]\"}]}")
                        .readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        fleet.awaitLedger();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    /// LiteLLM #40202, #23100, #9350: the time to the first token was divided by the output's
    /// tokens, so that whoever talks most looked fastest.
    @Test
    void theTimeToTheFirstTokenIsATimeHoweverLongTheAnswerIs() throws Exception {
        JsonNode row =
                fleet.ledger(
                                "select output_tokens, (first_token_ns - sent_ns) / 1000000.0 from"
                                        + " events where endpoint = 'openai-a'")
                        .get(0);
        assertThat(row.get(0).asLong()).isEqualTo(TOKENS);
        assertThat(row.get(1).asDouble()).isGreaterThanOrEqualTo(DELAY_MILLIS);

        JsonNode health = fleet.admin("/v1/health?by=endpoint&since=1h");
        for (int i = 0; i < health.path("columns").size(); i++) {
            String column = health.path("columns").get(i).asString("");
            if (column.equals("first_token_p50_ms")) {
                assertThat(health.path("rows").get(0).get(i).asDouble())
                        .isGreaterThanOrEqualTo(DELAY_MILLIS);
                return;
            }
        }
        throw new AssertionError(health.toString());
    }

    /// LiteLLM #25183: where the time of one call went, phase by phase.
    @Test
    void theLedgerHasTheTimeOfEveryPhaseInTheOrderInWhichTheyAre() throws Exception {
        JsonNode row =
                fleet.ledger(
                                "select body_read_ns, admitted_ns, sent_ns, first_byte_ns,"
                                        + " first_token_ns, last_byte_ns, settled_ns from events"
                                        + " where endpoint = 'openai-a'")
                        .get(0);
        long before = 0;
        for (JsonNode moment : row) {
            assertThat(moment.isNull()).as(row.toString()).isFalse();
            assertThat(moment.asLong()).as(row.toString()).isGreaterThanOrEqualTo(before);
            before = moment.asLong();
        }
    }
}
