package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Handling;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class IncidentDeskTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    @TempDir Path folder;

    private final SetClock clock = new SetClock();
    private final List<Alert> raised = new ArrayList<>();
    private final List<AlertSource.AtEndpoint> happened = new ArrayList<>();
    private final List<Webhook> hooks = new ArrayList<>();
    private final List<Alert> burning = new ArrayList<>();
    private boolean silent;
    private ControlStore store = ControlStore.start(Path.of("/nowhere"), clock);
    private IncidentDesk desk = desk();

    private final class Source implements AlertSource {
        @Override
        public String name() {
            return "the test";
        }

        @Override
        public List<Alert> alerts() throws IOException {
            if (silent) {
                throw new IOException("silent");
            }
            return List.copyOf(raised);
        }

        @Override
        public Set<Alert.Kind> kinds() {
            return Set.of(Alert.Kind.ENDPOINT_DOWN);
        }

        @Override
        public List<AtEndpoint> moments() {
            List<AtEndpoint> fresh = List.copyOf(happened);
            happened.clear();
            return fresh;
        }
    }

    private final class Burns implements AlertSource {
        @Override
        public String name() {
            return "burns";
        }

        @Override
        public Set<Alert.Kind> kinds() {
            return Set.of(Alert.Kind.BURN);
        }

        @Override
        public List<Alert> alerts() {
            return List.copyOf(burning);
        }
    }

    private IncidentDesk desk() {
        return new IncidentDesk(
                store,
                clock,
                () -> Fleet.of(20),
                () -> List.copyOf(hooks),
                List.of(new Source(), new Burns()),
                IncidentPolicy.DEFAULT);
    }

    @BeforeEach
    void open() throws Exception {
        restart();
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
        store.close();
    }

    private void restart() throws Exception {
        desk.close();
        store.close();
        store = ControlStore.start(folder, clock);
        assertThat(store.awaitOpen(LIMIT)).isTrue();
        desk = desk();
    }

    private void step() throws StoreUnavailable {
        clock.pass(Duration.ofSeconds(2));
        desk.step();
    }

    private void stepFor(Duration time) throws StoreUnavailable {
        for (long left = time.toSeconds(); left > 0; left -= 30) {
            clock.pass(Duration.ofSeconds(30));
            desk.step();
        }
    }

    @Test
    void keepsIncidentsOverARestart() throws Exception {
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        Handled taken = desk.acknowledge(1, "ann", "on it");
        assertThat(taken.handling()).isInstanceOf(Handling.Done.class);
        assertThat(taken.stored()).isTrue();
        Incident before = desk.open().getFirst();
        restart();
        step();

        assertThat(desk.open()).containsExactly(before);
        assertThat(before.acknowledgement())
                .isEqualTo(
                        new Incident.Acknowledgement(
                                "ann", clock.wallMicros() - 2_000_000, "on it"));
        assertThat(desk.openBySeverity()).containsEntry(Severity.PAGE, 1);
    }

    @Test
    void resolvesAfterARestartWhatClearedMeanwhileAndKeepsIt() throws Exception {
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        raised.clear();
        restart();
        step();
        assertThat(desk.open()).hasSize(1);
        stepFor(Duration.ofMinutes(10));

        assertThat(desk.open()).isEmpty();
        assertThat(desk.find(1).orElseThrow().state()).isEqualTo(Incident.State.RESOLVED);
        stepFor(Duration.ofHours(1));
        assertThat(desk.newest(5)).extracting(Incident::number).containsExactly(1L);
        raised.add(Fleet.down(4, clock.wallMicros()));
        step();
        assertThat(desk.open().getFirst().number()).isEqualTo(2);
    }

    @Test
    void clearsNothingBecauseASourceIsSilent() throws Exception {
        stepFor(Duration.ofMinutes(3));
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        silent = true;
        stepFor(Duration.ofMinutes(20));

        assertThat(desk.open()).hasSize(1);
        assertThat(desk.open().getFirst().holds()).isTrue();
    }

    @Test
    void aSourceThatHasNotSpokenSinceTheStartClearsNothingAndHoldsUpNoOther() throws Exception {
        stepFor(Duration.ofMinutes(3));
        raised.add(Fleet.down(3, clock.wallMicros()));
        burning.add(Fleet.burn(5, clock.wallMicros()));
        step();
        assertThat(desk.open()).hasSize(2);
        silent = true;
        raised.clear();
        burning.clear();
        restart();
        stepFor(Duration.ofMinutes(30));
        assertThat(desk.open()).extracting(it -> it.cause().name()).containsExactly("e3");
        assertThat(desk.open().getFirst().holds()).isTrue();

        silent = false;
        stepFor(Duration.ofMinutes(6));
        assertThat(desk.open()).isEmpty();
    }

    @Test
    void anIncidentOfAnotherVersionHoldsUpNoOther() throws Exception {
        raised.add(Fleet.down(3, clock.wallMicros()));
        raised.add(Fleet.down(4, clock.wallMicros()));
        step();
        store.write(rows ->
                rows.update(
                        "UPDATE incident SET body = replace(body, 'ENDPOINT_DOWN', 'HAUNTED')"
                                + " WHERE number = 1"));
        restart();
        step();
        assertThat(desk.open()).extracting(Incident::number).contains(2L).doesNotContain(1L);
        assertThat(desk.newest(9)).extracting(Incident::number).contains(2L).doesNotContain(1L);
    }

    @Test
    void aNewFileGetsAllThatIsOpen() throws Exception {
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        Files.move(folder.resolve(ControlStore.FILE), folder.resolve("moved.db"));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (desk.newest(5).isEmpty()) {
            assertThat(System.nanoTime()).as("written in time").isLessThan(end);
            step();
            Thread.sleep(5);
        }
        assertThat(desk.newest(5)).containsExactlyElementsOf(desk.open());
    }

    @Test
    void anIncidentThatOpensAgainIsNotToldTwiceWhatHappened() throws Exception {
        stepFor(Duration.ofMinutes(3));
        happened.add(
                new AlertSource.AtEndpoint(
                        "e3", new Moment(clock.wallMicros(), Moment.Kind.BREAKER, "e3: open")));
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        raised.clear();
        stepFor(Duration.ofMinutes(6));
        assertThat(desk.open()).isEmpty();
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();

        assertThat(desk.open().getFirst().timeLine())
                .filteredOn(moment -> moment.kind() == Moment.Kind.BREAKER)
                .hasSize(1);
    }

    @Test
    void writesLaterWhatCouldNotBeWritten() throws Exception {
        step();
        store.close();
        raised.add(Fleet.down(3, clock.wallMicros()));
        assertThatThrownBy(this::step).isInstanceOf(StoreUnavailable.class);
        assertThat(desk.open()).as("known in memory").hasSize(1);
    }

    @Test
    void takesAnIncidentOnInMemoryWhileTheStoreIsAway() throws Exception {
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        store.close();
        Handled taken = desk.acknowledge(1, "ann", null);

        assertThat(taken.handling()).isInstanceOf(Handling.Done.class);
        assertThat(taken.stored()).isFalse();
        assertThat(desk.open().getFirst().state()).isEqualTo(Incident.State.ACKNOWLEDGED);
    }

    @Test
    void tellsThePageThatJoinsAnAcknowledgedIncidentAndPagesAgain() throws Exception {
        stepFor(Duration.ofMinutes(3));
        hooks.add(Hooks.hook("json", NOWHERE, Webhook.Shape.JSON));
        hooks.add(Hooks.hook("pager", NOWHERE, Webhook.Shape.PAGERDUTY));
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        desk.acknowledge(1, "ann", null);
        Alert burns = Fleet.burn(3, clock.wallMicros());
        raised.add(burns);
        step();
        raised.removeIf(alert -> alert != burns);
        step();
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();

        assertThat(toldOf("json")).containsExactly("opened", "acknowledged", "reopened");
        assertThat(toldOf("pager"))
                .containsExactly("opened", "acknowledged", "released", "reopened");
    }

    @Test
    void tellsTheOwnerWhoAnswersSinceTheCauseChangedOnce() throws Exception {
        stepFor(Duration.ofMinutes(3));
        hooks.add(Hooks.hook("all", NOWHERE, Webhook.Shape.JSON));
        hooks.add(Hooks.hook("o4", NOWHERE, Webhook.Shape.JSON, "o4"));
        hooks.add(Hooks.hook("o3", NOWHERE, Webhook.Shape.JSON, "o3"));
        Alert first = inOnePlace(3);
        Alert second = inOnePlace(4);
        raised.add(first);
        step();
        raised.add(second);
        step();
        for (int i = 0; i < 3; i++) {
            raised.remove(first);
            step();
            assertThat(desk.open().getFirst().contacts().getFirst().owner()).isEqualTo("o4");
            raised.add(first);
            step();
        }

        assertThat(toldOf("all")).containsExactly("opened", "reassigned");
        assertThat(toldOf("o4")).containsExactly("opened", "reassigned");
        assertThat(toldOf("o3")).containsExactly("opened");
    }

    private Alert inOnePlace(int endpoint) {
        return new Alert(
                Alert.Kind.ENDPOINT_DOWN,
                Severity.PAGE,
                Subject.ofEndpoint("e" + endpoint, null, "p" + endpoint, "eu"),
                "down",
                clock.wallMicros());
    }

    private List<String> toldOf(String webhook) throws StoreUnavailable {
        return store.read(rows ->
                rows.list(
                        "SELECT event FROM notice WHERE webhook = ? ORDER BY number",
                        row -> row.text("event"),
                        webhook));
    }

    @Test
    void putsIntoTheTimeLineWhatHappenedAtTheEndpointJustBefore() throws Exception {
        step();
        happened.add(
                new AlertSource.AtEndpoint(
                        "e3",
                        new Moment(
                                clock.wallMicros() - 1, Moment.Kind.BREAKER, "e3: closed → open")));
        happened.add(
                new AlertSource.AtEndpoint(
                        "e4", new Moment(clock.wallMicros(), Moment.Kind.BREAKER, "e4: other")));
        step();
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        step();

        assertThat(desk.open().getFirst().timeLine())
                .extracting(Moment::kind)
                .containsExactly(Moment.Kind.BREAKER, Moment.Kind.OPENED);
    }

    @Test
    void tellsOnePagePerOwnerOfAStorm() throws Exception {
        step();
        hooks.add(Hooks.hook("all", NOWHERE, Webhook.Shape.JSON));
        hooks.add(Hooks.hook("o3", NOWHERE, Webhook.Shape.JSON, "o3"));
        hooks.add(Hooks.hook("product", NOWHERE, Webhook.Shape.JSON, "product"));
        hooks.add(Hooks.hook("o4", NOWHERE, Webhook.Shape.JSON, "o4"));
        raised.add(Fleet.down(3, clock.wallMicros()));
        step();
        raised.add(Fleet.burn(3, clock.wallMicros()));
        step();
        step();

        assertThat(notices()).containsExactly("all 1", "o3 1", "product 1", "o4 0");
    }

    private List<String> notices() throws StoreUnavailable {
        return desk.notices().stream()
                .map(summary -> summary.webhook() + " " + summary.waiting())
                .toList();
    }

    @Test
    void whoWasToldOfAPartIsNotToldOfTheWholeAsIfItWereNew() throws Exception {
        stepFor(Duration.ofMinutes(3));
        hooks.add(Hooks.hook("all", NOWHERE, Webhook.Shape.JSON));
        hooks.add(Hooks.hook("product", NOWHERE, Webhook.Shape.JSON, "product"));
        long now = clock.wallMicros();
        raised.add(
                new Alert(
                        Alert.Kind.BURN,
                        Severity.TICKET,
                        Subject.ofRoute("r3"),
                        "r3 burns",
                        now - Duration.ofMinutes(15).toNanos() / 1_000));
        step();
        raised.add(Fleet.burn(3, now));
        step();
        assertThat(desk.open()).hasSize(2);
        raised.add(Fleet.down(3, now));
        step();

        assertThat(desk.open()).extracting(Incident::number).containsExactly(1L);
        assertThat(notices()).containsExactly("all 4", "product 3");
        assertThat(toldOf("product")).containsExactly("opened", "merged", "escalated");
        assertThat(toldOf("all")).containsExactly("opened", "opened", "escalated", "merged");
        List<String> bodies =
                store.read(rows ->
                        rows.list(
                                "SELECT body FROM notice WHERE webhook = 'product' ORDER BY number",
                                row -> row.text("body")));
        assertThat(
                        JsonMapper.shared()
                                .readTree(bodies.get(1))
                                .at("/incident/mergedInto")
                                .asString())
                .isEqualTo("inc-1");
        assertThat(bodies)
                .extracting(body -> JsonMapper.shared().readTree(body).path("thread"))
                .as("one thread")
                .containsOnly(JsonMapper.shared().readTree(bodies.getFirst()).path("thread"));
    }
}
