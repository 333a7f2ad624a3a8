package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// One call of each kind, by hand.
class FirstCallTest {
    @Test
    void aCallIsServedAndFoundInTheLedger() throws Exception {
        try (TestFleet fleet = TestFleet.start()) {
            var answer =
                    fleet.send(
                            fleet.post(
                                            "/v1/chat/completions",
                                            """
                                            {"model":"openai","messages":[{"role":"user","content":"one two [[output=5]]"}]}
                                            """)
                                    .build());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("fleetward-endpoint")).contains("openai-a");
            var rows =
                    fleet.ledger(
                            "select feature, endpoint, input_tokens, output_tokens, outcome, cost_nano_usd from events");
            assertThat(rows.toString())
                    .isEqualTo("[[\"tester\",\"openai-a\",3,5,\"succeeded\",57500]]");
        }
    }
}
