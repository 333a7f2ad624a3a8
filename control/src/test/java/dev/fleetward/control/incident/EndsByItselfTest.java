package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A desk that runs by itself, with the machine's clock and a receiver on a socket.
class EndsByItselfTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MINUTE = 60_000_000L;

    /// Holds for a fifth of a second, and forgets at once what is over.
    private static final IncidentPolicy SHORT =
            new IncidentPolicy(10 * MINUTE, 2 * MINUTE, 30 * MINUTE, 200_000, 0, 0);

    private static final Clock MACHINE =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                }
            };

    @TempDir Path folder;

    @Test
    void anIncidentWhoseAlertsAreOverEndsByItselfAndThatIsToldOnce() throws Exception {
        List<Alert> raised = new CopyOnWriteArrayList<>();
        try (ControlStore store = ControlStore.start(folder, MACHINE);
                Receiver receiver = Receiver.start()) {
            assertThat(store.awaitOpen(LIMIT)).isTrue();
            List<Webhook> hooks = List.of(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            try (IncidentDesk desk =
                    new IncidentDesk(
                            store,
                            MACHINE,
                            () -> Fleet.of(5),
                            () -> hooks,
                            List.of(new Stated(() -> List.copyOf(raised))),
                            SHORT)) {
                raised.add(Fleet.down(1, MACHINE.wallMicros()));
                desk.start();
                await("it is told", () -> events(receiver).contains("inc-1 opened"));
                raised.clear();
                await("its end is told", () -> events(receiver).contains("inc-1 resolved"));
                assertThat(desk.open()).isEmpty();
                raised.add(Fleet.down(2, MACHINE.wallMicros()));
                await("what comes later is told", () -> events(receiver).contains("inc-2 opened"));
            }
            assertThat(events(receiver))
                    .containsExactly("inc-1 opened", "inc-1 resolved", "inc-2 opened");
        }
    }

    private static void await(String what, BooleanSupplier happened) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static List<String> events(Receiver receiver) {
        return receiver.got.stream()
                .map(got -> JsonMapper.shared().readTree(got.body()))
                .map(body ->
                        body.at("/incident/id").asString() + " " + body.path("event").asString())
                .toList();
    }
}
