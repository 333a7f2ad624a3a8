package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What the node alerts of about itself.
class NodeAlertsTest {
    private long micros = 1_000_000_000_000L;
    private long unrecordable;
    private boolean log;
    private boolean ledger;
    private boolean store;
    private final NodeAlerts alerts =
            new NodeAlerts(
                    () -> unrecordable,
                    () -> log,
                    () -> ledger,
                    () -> store,
                    new Clock() {
                        @Override
                        public long nanos() {
                            return micros * 1_000;
                        }

                        @Override
                        public long wallMicros() {
                            return micros;
                        }
                    });

    @Test
    void aNodeThatIsWellAlertsOfNothing() {
        assertThat(alerts.alerts()).isEmpty();
    }

    @Test
    void pagesWhileCallsAreRefusedAsUnrecordableAndForAMinuteAfter() {
        unrecordable = 3;
        long began = micros;
        assertThat(only().severity()).isEqualTo(Severity.PAGE);
        assertThat(only().subject()).isEqualTo(Subject.ofNode());
        assertThat(only().words()).contains("calls are refused because they cannot be recorded");
        pass(NodeAlerts.LATELY.minusSeconds(1));
        unrecordable++;
        assertThat(only().sinceWallMicros()).isEqualTo(began);
        pass(NodeAlerts.LATELY.minusSeconds(1));
        assertThat(only().kind()).isEqualTo(Alert.Kind.NODE);
        pass(Duration.ofSeconds(2));
        assertThat(alerts.alerts()).isEmpty();
    }

    @Test
    void pagesWhileTheEventLogIsFullButNotForAMoment() {
        log = true;
        assertThat(alerts.alerts()).isEmpty();
        pass(NodeAlerts.BLINK.plusSeconds(1));
        assertThat(alerts.alerts()).hasSize(1);
        assertThat(only().severity()).isEqualTo(Severity.PAGE);
        log = false;
        pass(NodeAlerts.CALM.plusSeconds(1));
        assertThat(alerts.alerts()).isEmpty();
    }

    @Test
    void writesATicketWhileStorageHasNotAnsweredForHalfAMinute() {
        store = true;
        passAsked(NodeAlerts.PATIENCE.plusSeconds(2));
        assertThat(only().severity()).isEqualTo(Severity.TICKET);
        ledger = true;
        assertThat(only().words()).doesNotContain("ledger");
        passAsked(NodeAlerts.PATIENCE.plusSeconds(2));
        assertThat(only().words()).contains("the ledger does not answer; the control store");
    }

    @Test
    void storageThatLooksWellForAMomentIsNotWell() {
        for (int second = 0; second < 40; second++) {
            store = second % 4 != 3;
            alerts.alerts();
            pass(Duration.ofSeconds(1));
        }
        assertThat(only().words()).contains("the control store does not answer");
    }

    private void passAsked(Duration time) {
        for (long second = 0; second < time.toSeconds(); second += 2) {
            alerts.alerts();
            pass(Duration.ofSeconds(2));
        }
    }

    private void pass(Duration time) {
        micros += time.toNanos() / 1_000;
    }

    private Alert only() {
        assertThat(alerts.alerts()).hasSize(1);
        return alerts.alerts().getFirst();
    }
}
