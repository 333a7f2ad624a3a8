package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.objective.Complained;
import dev.fleetward.core.objective.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComplaintsTest {
    @TempDir Path folder;

    private final SetClock clock = new SetClock();
    private ControlStore store = ControlStore.start(Path.of("/nowhere"), clock);
    private Complaints complaints = new Complaints(store, clock);

    @BeforeEach
    void open() throws Exception {
        store.close();
        store = ControlStore.start(folder, clock);
        assertThat(store.awaitOpen(Duration.ofSeconds(60))).isTrue();
        complaints = new Complaints(store, clock);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Complaint about(String call, String endpoint) {
        clock.pass(Duration.ofMinutes(1));
        return new Complaint(
                call,
                clock.wallMicros(),
                "ann",
                "nonsense",
                call("f", endpoint, clock.wallMicros(), new Counts(0, 1)),
                null,
                "p",
                "eu");
    }

    private static Complained call(String feature, String endpoint, long ended, Counts adds) {
        return new Complained(feature, "r", endpoint, ended, adds);
    }

    @Test
    void keepsOneOfEachCall() throws Exception {
        assertThat(complaints.add(about("fw_1", "e1"))).isTrue();
        assertThat(complaints.add(about("fw_1", "e1"))).isFalse();

        assertThat(complaints.newest(10)).hasSize(1);
        assertThat(complaints.lately("e1")).isEqualTo(1);
    }

    @Test
    void countsAllHoweverManyThereAreAndNamesTheFirstAndTheFeaturesOnce() throws Exception {
        long first = clock.wallMicros();
        for (int i = 0; i < 40; i++) {
            complaints.add(
                    new Complaint(
                            "fw_" + i,
                            first + i,
                            "ann",
                            null,
                            call(i % 2 == 0 ? "g" : "f", "e1", first, Counts.NONE),
                            null,
                            "p",
                            "eu"));
        }

        assertThat(complaints.alerts())
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.words())
                            .isEqualTo("40 complaints of e1's answers within an hour (f, g).");
                    assertThat(alert.sinceWallMicros()).isEqualTo(first);
                });
        assertThat(complaints.lately("e1")).isEqualTo(40);
    }

    @Test
    void raisesAnAlertOnceEnoughComplainWithinTheWindow() throws Exception {
        complaints.add(about("fw_1", "e1"));
        complaints.add(about("fw_2", "e1"));
        complaints.add(about("fw_3", "e2"));
        assertThat(complaints.alerts()).isEmpty();
        complaints.add(about("fw_4", "e1"));

        Alert alert = complaints.alerts().getFirst();
        assertThat(complaints.alerts()).hasSize(1);
        assertThat(alert.kind()).isEqualTo(Alert.Kind.COMPLAINTS);
        assertThat(alert.severity()).isEqualTo(Severity.TICKET);
        assertThat(alert.subject().endpoint()).isEqualTo("e1");
        assertThat(alert.words())
                .isEqualTo("3 complaints of e1's answers within an hour (f).")
                .doesNotContain("nonsense");

        clock.pass(Complaints.WINDOW);
        assertThat(complaints.alerts()).isEmpty();
    }

    @Test
    void tellsEachOnceByItsNumberAlsoAfterARestart() throws Exception {
        long start = clock.wallMicros();
        complaints.add(about("fw_1", "e1"));
        complaints.add(about("fw_1", "e1"));
        complaints.add(about("fw_2", "e1"));
        List<Complaints.Numbered> all = complaints.counted(0, 0);
        assertThat(all).extracting(Complaints.Numbered::number).containsExactly(1L, 2L);
        assertThat(all.getFirst().call())
                .isEqualTo(
                        call(
                                "f",
                                "e1",
                                start + Duration.ofMinutes(1).toNanos() / 1_000,
                                new Counts(0, 1)));
        open();
        assertThat(complaints.counted(0, 0)).isEqualTo(all);
        assertThat(complaints.counted(1, 0)).containsExactly(all.getLast());
        assertThat(complaints.counted(0, clock.wallMicros())).containsExactly(all.getLast());
        assertThat(complaints.callsSince(clock.wallMicros())).containsExactly("fw_2");
    }
}
