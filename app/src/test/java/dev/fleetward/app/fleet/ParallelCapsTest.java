package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Keys that may have one call under way at once, at an endpoint that has room for all.
class ParallelCapsTest {
    private static final String CHAT = "/v1/chat/completions";

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(standard ->
                        standard.replace(
                                        "  tester: { owner: platform,",
                                        "  tester: { parallel: { key: 1 }, owner: platform,")
                                .replace("routes: [only-other]", "routes: [openai-a]"));
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String body(boolean stream, int output) {
        return """
        {"model":"openai-a","max_tokens":1000,"stream":%s,"messages":[{"role":"user","content":"[[output=%d]]"}]}\
        """
                .formatted(stream, output);
    }

    @Test
    void aSecondCallOfAKeyWaitsForItsFirstAndAnotherKeyDoesNot() throws Exception {
        try (RawCall holder = RawCall.send(fleet, CHAT, body(true, 600))) {
            holder.readUntil("data:");
            RawCall second = RawCall.send(fleet, CHAT, body(false, 5));
            TestFleet.await("it waits", () -> fleet.node().view().counters().queued() == 1);

            RawCall.Answer other =
                    RawCall.send(
                                    fleet,
                                    CHAT,
                                    body(false, 5),
                                    "authorization",
                                    "Bearer " + fleet.key("other"))
                            .readAll();
            assertThat(other.status()).as(other.body()).isEqualTo(200);
            assertThat(other.header("fleetward-queued-ms")).as("it never waited").isEqualTo("0");

            assertThat(holder.readAll().clean()).isTrue();
            RawCall.Answer answer = second.readAll();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Long.parseLong(answer.header("fleetward-queued-ms"))).isPositive();
        }
    }
}
