package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenesTest {
    private static final QuotaView QUOTAS =
            new QuotaView(
                    List.of(
                            new QuotaView.PoolView(
                                    "wide",
                                    List.of(
                                            new QuotaView.BucketView("requestsPerMinute", 200, 50),
                                            new QuotaView.BucketView("concurrent", 8, 0)),
                                    0,
                                    0,
                                    3)),
                    List.of(),
                    0);

    @TempDir Path folder;

    private final SetClock clock = new SetClock();
    private final List<Alert> raised = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private List<List<Object>> traffic = List.of(List.of("e1", 90L), List.of("e2", 10L));
    private boolean silent;
    private ControlStore store;
    private IncidentDesk desk;
    private Scenes scenes;

    @BeforeEach
    void start() throws Exception {
        store = ControlStore.start(folder, clock);
        assertThat(store.awaitOpen(Duration.ofSeconds(60))).isTrue();
        desk =
                new IncidentDesk(
                        store,
                        clock,
                        () -> Fleet.of(3),
                        List::of,
                        List.of(new Stated(() -> List.copyOf(raised))),
                        IncidentPolicy.DEFAULT);
        scenes = new Scenes(desk, () -> Fleet.of(3), () -> QUOTAS, this::rows, clock);
    }

    @AfterEach
    void stop() throws Exception {
        desk.close();
        store.close();
    }

    private List<List<Object>> rows(String query) throws IOException {
        if (silent) {
            throw new IOException("down");
        }
        asked.add(query);
        return query.contains("model_served")
                ? List.of(List.of("e1", "m-2026-01-01", 90L))
                : traffic;
    }

    private Incident only() {
        assertThat(desk.open()).hasSize(1);
        return desk.open().getFirst();
    }

    private List<String> words(Moment.Kind kind) {
        return only().timeLine().stream()
                .filter(moment -> moment.kind() == kind)
                .map(Moment::words)
                .toList();
    }

    private void open() throws Exception {
        raised.add(Fleet.down(1, clock.wallMicros()));
        desk.step();
    }

    @Test
    void keepsHowThingsStoodWhenItOpenedWhateverTheLedgerSaysLater() throws Exception {
        open();
        scenes.step();

        assertThat(words(Moment.Kind.LIMITS))
                .containsExactly(
                        "Limits that hold: pool wide (requestsPerMinute 200, 25% free, concurrent"
                                + " 8, 0% free, 3 calls wait).");
        assertThat(words(Moment.Kind.TRAFFIC)).as("the ledger may be late").isEmpty();

        clock.pass(Scenes.LEDGER_LATE);
        scenes.step();
        traffic = List.of(List.of("e2", 100L));
        clock.pass(Duration.ofMinutes(1));
        scenes.step();
        scenes.step();

        assertThat(words(Moment.Kind.TRAFFIC))
                .containsExactly(
                        "Answered calls in the 10 minutes before: e1 90% (90), e2 10% (10).");
        assertThat(words(Moment.Kind.VERSION))
                .containsExactly(
                        "Version 1 of the configuration is served.",
                        "Versions that answered in the 10 minutes before: e1 m-2026-01-01 (90).");
        assertThat(words(Moment.Kind.LIMITS)).hasSize(1);
        assertThat(asked)
                .hasSize(2)
                .allSatisfy(query -> assertThat(query).contains("endpoint IN ('e1')"));
        assertThat(IncidentPage.markdown(only(), only().timeLine()))
                .contains("| traffic | Answered calls in the 10 minutes before: e1 90% (90)")
                .contains("| limits | Limits that hold: pool wide")
                .contains("| version | Versions that answered");
    }

    @Test
    void whatAProcessLeftUndoneTheNextOneDoesAsOfThen() throws Exception {
        open();
        long opened = only().openedWallMicros();
        desk.close();
        store.close();
        clock.pass(Duration.ofMinutes(3));
        start();
        desk.step();
        scenes.step();

        assertThat(only().timeLine())
                .filteredOn(moment -> moment.kind() == Moment.Kind.TRAFFIC)
                .singleElement()
                .satisfies(moment -> assertThat(moment.wallMicros()).isEqualTo(opened));
        assertThat(asked)
                .allSatisfy(query ->
                        assertThat(query).contains("accepted_at < " + Concerned.time(opened)));
        assertThat(only().timeLine())
                .filteredOn(moment -> moment.kind() == Moment.Kind.LIMITS)
                .singleElement()
                .satisfies(moment -> assertThat(moment.wallMicros()).isEqualTo(clock.wallMicros()));
        List<Moment> before = only().timeLine();
        desk.close();
        store.close();
        start();
        desk.step();
        scenes.step();

        assertThat(only().timeLine()).as("never lost and never written twice").isEqualTo(before);
    }

    @Test
    void anotherCauseIsAnotherScene() throws Exception {
        raised.add(
                new Alert(
                        Alert.Kind.BURN,
                        Severity.TICKET,
                        Subject.ofFeature("f1"),
                        "f1 burns",
                        clock.wallMicros()));
        desk.step();
        clock.pass(Duration.ofMinutes(1));
        scenes.step();
        traffic = List.of(List.of("e2", 7L));
        clock.pass(Duration.ofSeconds(1));
        open();
        clock.pass(Duration.ofMinutes(1));
        scenes.step();

        assertThat(words(Moment.Kind.CAUSE)).containsExactly("Likeliest cause: endpoint e1.");
        assertThat(words(Moment.Kind.TRAFFIC))
                .containsExactly(
                        "Answered calls in the 10 minutes before: e1 90% (90), e2 10% (10).",
                        "Answered calls in the 10 minutes before: e2 100% (7).");
        assertThat(words(Moment.Kind.LIMITS)).hasSize(2);
    }

    @Test
    void waitsForALedgerThatIsSilentAndSaysSoInTheEnd() throws Exception {
        open();
        silent = true;
        clock.pass(Duration.ofMinutes(1));
        scenes.step();
        assertThat(words(Moment.Kind.TRAFFIC)).isEmpty();

        clock.pass(Scenes.LEDGER_SILENT);
        scenes.step();
        silent = false;
        scenes.step();

        assertThat(words(Moment.Kind.TRAFFIC))
                .containsExactly("What was routed is not kept here: the ledger did not answer.");
    }

    @Test
    void theWordsAreBounded() throws Exception {
        List<List<Object>> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(List.of("e" + i + "x".repeat(200), 1L));
        }
        traffic = many;
        open();
        clock.pass(Scenes.LEDGER_LATE);
        scenes.step();
        assertThat(words(Moment.Kind.TRAFFIC).getFirst()).hasSizeLessThan(610);

        traffic = many.stream().map(row -> List.<Object>of("e", 1L)).toList();
        assertThat(Scene.routed(only(), clock.wallMicros(), this::rows).getFirst().words())
                .endsWith("e 3% (1) and 32 more.");
    }

    @Test
    void aFlappingIncidentGetsOnlySoMany() throws Exception {
        open();
        for (int i = 0; i < 2 * Scenes.MOST; i++) {
            desk.note(
                    only().number(),
                    new Moment(clock.wallMicros(), Moment.Kind.CAUSE, "cause " + i));
            clock.pass(Duration.ofMinutes(1));
            scenes.step();
        }
        assertThat(words(Moment.Kind.TRAFFIC)).hasSize(Scenes.MOST);
        assertThat(words(Moment.Kind.LIMITS)).hasSizeLessThanOrEqualTo(Scenes.MOST);
    }
}
