package dev.fleetward.app.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A route whose peak is all week, and one whose season nobody knows, over real sockets.
final class PeakTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(PeakTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        return standard.replace(
                        "routes:\n",
                        """
                        routes:
                          always: { endpoints: [openai-b], peak: { when: "Mon-Sun 00:00-00:00 UTC", maxOutputTokens: 7, parameters: { temperature: "0" } } }
                          unknown: { endpoints: [openai-b], peak: { above: 1%, maxOutputTokens: 7, parameters: { temperature: "0" } } }
                        """)
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "");
    }

    private static String sentFor(String route) throws Exception {
        RawCall.Answer answer =
                RawCall.send(
                                fleet,
                                "/v1/chat/completions",
                                "{\"model\":\""
                                        + route
                                        + "\",\"temperature\":1,\"max_tokens\":50,\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":\"[[output=5]]\"}]}")
                        .readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new String(fleet.provider("openai-b").received().last().body(), UTF_8);
    }

    @Test
    void aRouteIsSwitchedAtItsPeakAndOneOfUnknownSeasonIsNot() throws Exception {
        long since = System.nanoTime();
        String sent = sentFor("always");
        while (!sent.contains("\"temperature\":0") && System.nanoTime() - since < PATIENCE_NANOS) {
            Thread.sleep(20);
            sent = sentFor("always");
        }
        assertThat(sent).contains("\"temperature\":0", "\"max_tokens\":7");
        assertThat(sentFor("unknown")).contains("\"temperature\":1", "\"max_tokens\":50");
    }
}
