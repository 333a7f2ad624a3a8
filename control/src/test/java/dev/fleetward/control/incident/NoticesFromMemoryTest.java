package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The alarm of a node that cannot keep incidents.
class NoticesFromMemoryTest {
    private final SetClock clock = new SetClock();
    private volatile int answer = 200;
    private final Receiver receiver = new Receiver(0, () -> answer);
    private volatile List<Alert> alerts = List.of();
    private volatile boolean cannotKeep;
    private final NoticesFromMemory notices =
            new NoticesFromMemory(
                    new Stated(() -> alerts),
                    () -> cannotKeep,
                    () -> Fleet.of(1),
                    () -> List.of(Hooks.hook("pager", receiver.url(), Webhook.Shape.JSON)),
                    IncidentPolicy.DEFAULT,
                    clock);

    NoticesFromMemoryTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        notices.close();
        receiver.close();
    }

    @Test
    void tellsOnceOfTroubleThatCannotBeKeptAndOnceOfItsEnd() throws Exception {
        alerts = List.of(full());
        cannotKeep = true;
        notices.step();
        notices.step();
        assertThat(receiver.got).hasSize(1);
        assertThat(receiver.got.getFirst().body())
                .contains("\"event\":\"opened\"", "the node: the event log is full", "\"page\"");

        cannotKeep = false;
        alerts = List.of();
        notices.step();
        for (int i = 0; i < 3; i++) {
            clock.pass(Duration.ofHours(1));
            notices.step();
        }
        assertThat(receiver.got).hasSize(2);
        assertThat(receiver.got.get(1).body()).contains("\"event\":\"resolved\"");
    }

    @Test
    void leavesToTheStoreWhatTheStoreCanKeep() throws Exception {
        alerts = List.of(full());
        notices.step();
        assertThat(receiver.got).isEmpty();
    }

    @Test
    void triesAgainUntilItIsAnswered() throws Exception {
        answer = 503;
        cannotKeep = true;
        alerts = List.of(full());
        notices.step();
        answer = 200;
        notices.step();
        assertThat(receiver.acknowledged()).isEmpty();
        clock.pass(Duration.ofMinutes(1));
        notices.step();
        assertThat(receiver.acknowledged()).hasSize(1);
    }

    private Alert full() {
        return new Alert(
                Alert.Kind.NODE,
                Severity.PAGE,
                Subject.ofNode(),
                "the event log is full",
                clock.wallMicros());
    }
}
