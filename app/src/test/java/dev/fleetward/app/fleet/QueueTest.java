package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls that find no room, from outside: one place, and more than one who wants it.
class QueueTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(standard ->
                        standard.replace("pools:\n", "pools:\n  single: { concurrent: 1 }\n")
                                        .replace(
                                                "endpoints:\n",
                                                "endpoints:\n  single: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: single, owner: platform, passPriority: true }\n")
                                        .replace(
                                                "routes:\n",
                                                "routes:\n  single: { endpoints: [single] }\n")
                                        .replaceFirst(
                                                "routes: \\[openai-a,",
                                                "routes: [single, openai-a,")
                                + "limits: { keepAlive: 1s }\n");
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String body(boolean stream, int output) {
        return """
        {"model":"single","max_tokens":1000,"stream":%s,"messages":[{"role":"user","content":"[[output=%d]]"}]}\
        """
                .formatted(stream, output);
    }

    /// A call that holds the only place, and has begun to answer.
    private static RawCall holder(int output) throws Exception {
        RawCall holder = RawCall.send(fleet, CHAT, body(true, output));
        holder.readUntil("data:");
        return holder;
    }

    private static void awaitQueued(long calls) throws Exception {
        TestFleet.await(
                calls + " calls wait", () -> fleet.node().view().counters().queued() == calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, MESSAGES})
    void aCallThatFindsNoRoomWaitsAndIsServed(String path) throws Exception {
        try (RawCall holder = holder(100)) {
            RawCall.Answer answer = RawCall.send(fleet, path, body(false, 5)).readAll();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Long.parseLong(answer.header("fleetward-queued-ms"))).isPositive();
            assertThat(answer.header("fleetward-attempts")).isEqualTo("1");
            assertThat(holder.readAll().clean()).isTrue();
        }
    }

    @Test
    void aStreamThatWaitsIsKeptAliveAndItsStatusStaysOpen() throws Exception {
        try (RawCall holder = holder(900);
                RawCall waiting = RawCall.send(fleet, CHAT, body(true, 5))) {
            waiting.readUntil("HTTP/1.1 103");
            assertThat(waiting.received()).doesNotContain("HTTP/1.1 200");
            waiting.readUntil("data: [DONE]");
            assertThat(waiting.received())
                    .contains("fleetward-queued-ms: ")
                    .contains("HTTP/1.1 200");
            assertThat(holder.readAll().clean()).isTrue();
        }
    }

    @Test
    void whoHangsUpWhileWaitingLeavesTheQueueAtOnce() throws Exception {
        try (RawCall holder = holder(300)) {
            RawCall gone = RawCall.send(fleet, CHAT, body(true, 5));
            awaitQueued(1);
            gone.close();
            awaitQueued(0);
            assertThat(holder.readAll().clean()).isTrue();
        }
        fleet.awaitLedger();
        assertThat(fleet.node().view().quotas().openLeases()).isZero();
    }

    @Test
    void anInteractiveCallGoesBeforeABatchCallThatCameEarlier() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        try (RawCall holder = holder(300)) {
            RawCall batch = RawCall.send(fleet, CHAT, body(false, 100), "fleetward-class", "batch");
            awaitQueued(1);
            RawCall chat =
                    RawCall.send(fleet, CHAT, body(false, 100), "fleetward-class", "interactive");
            awaitQueued(2);
            Thread first = Thread.startVirtualThread(() -> ended("batch", batch, order));
            Thread second = Thread.startVirtualThread(() -> ended("chat", chat, order));
            assertThat(holder.readAll().clean()).isTrue();
            first.join();
            second.join();
        }
        assertThat(order).containsExactly("chat", "batch");
    }

    private static void ended(String name, RawCall call, List<String> order) {
        try {
            order.add(call.readAll().status() == 200 ? name : name + " failed");
        } catch (Exception broken) {
            order.add(name + ": " + broken);
        }
    }

    @Test
    void anEngineThatSchedulesByPriorityIsToldTheClass() throws Exception {
        RawCall.send(fleet, CHAT, body(false, 5), "fleetward-class", "background").readAll();
        String sent =
                new String(
                        fleet.provider("openai-a").received().last().body(),
                        StandardCharsets.UTF_8);
        assertThat(sent).contains("\"priority\":3");
    }

    @Test
    void aCallWhoseDeadlineIsTooSoonIsRefusedInsteadOfWaiting() throws Exception {
        try (RawCall holder = holder(300)) {
            RawCall.Answer answer =
                    RawCall.send(fleet, CHAT, body(false, 5), "fleetward-deadline-ms", "50")
                            .readAll();
            assertThat(answer.status()).isIn(429, 504);
            assertThat(holder.readAll().clean()).isTrue();
        }
    }
}
