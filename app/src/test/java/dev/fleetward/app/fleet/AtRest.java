package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.GatewayView;
import java.util.concurrent.TimeUnit;

/// What must be true of a gateway after whatever was done to it. Stateless.
final class AtRest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private AtRest() {}

    /// Nothing is under way, nothing is held, and a call is served.
    static void check(TestFleet fleet) throws Exception {
        holdsNothing(fleet);
        serves(fleet);
    }

    static void holdsNothing(TestFleet fleet) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!isAtRest(fleet) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(isAtRest(fleet))
                .as(() -> fleet.node().view().counters() + " " + fleet.node().view().endpoints())
                .isTrue();
    }

    private static boolean isAtRest(TestFleet fleet) {
        GatewayView view = fleet.node().view();
        GatewayView.Counters now = view.counters();
        return now.openCalls() == 0
                && now.drains() == 0
                && now.queued() == 0
                && now.requestBytesHeld() == 0
                && view.endpoints().stream().allMatch(endpoint -> endpoint.open() == 0);
    }

    /// All connections of callers are gone, but for `kept`.
    static void connectionsAtMost(TestFleet fleet, int kept) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (fleet.node().view().counters().connections() > kept && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(fleet.node().view().counters().connections()).isLessThanOrEqualTo(kept);
    }

    /// On a connection of its own: one that a client kept may be closed for being idle just now.
    static void serves(TestFleet fleet) throws Exception {
        String body =
                "{\"model\":\"openai-a\",\"messages\":[{\"role\":\"user\",\"content\":\"on [[output=2]]\"}]}";
        RawCall.Answer answer = RawCall.send(fleet, "/v1/chat/completions", body).readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
