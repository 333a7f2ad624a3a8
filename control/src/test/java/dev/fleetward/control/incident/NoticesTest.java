package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.IncidentPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@NullUnmarked
class NoticesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final SetClock clock = new SetClock();
    private final List<Alert> raised = new ArrayList<>();
    private final List<Webhook> hooks = new ArrayList<>();
    private ControlStore store;
    private IncidentDesk desk;
    private Notices notices;

    @BeforeEach
    void open() throws Exception {
        store = ControlStore.start(folder, clock);
        assertThat(store.awaitOpen(LIMIT)).isTrue();
        desk =
                new IncidentDesk(
                        store,
                        clock,
                        () -> Fleet.of(5),
                        () -> List.copyOf(hooks),
                        List.of(new Stated(() -> List.copyOf(raised))),
                        IncidentPolicy.DEFAULT);
        notices = new Notices(store, () -> List.copyOf(hooks), clock);
        clock.pass(Duration.ofMinutes(3));
        desk.step();
    }

    @AfterEach
    void close() throws Exception {
        notices.close();
        desk.close();
        store.close();
    }

    private void restart() throws Exception {
        close();
        open();
    }

    private void pass(Duration time) throws Exception {
        for (long left = time.toSeconds(); left > 0; left -= 30) {
            clock.pass(Duration.ofSeconds(30));
            desk.step();
            sendAll();
        }
    }

    private void sendAll() {
        hooks.forEach(notices::send);
    }

    private static List<String> events(Receiver receiver) {
        return receiver.got.stream()
                .filter(got -> got.status() < 300)
                .map(got -> JsonMapper.shared().readTree(got.body()))
                .map(body ->
                        body.path("incident").path("id").asString("")
                                + " "
                                + body.path("event").asString(""))
                .toList();
    }

    @Test
    void aReceiverThatWasDownForAnHourGetsEachNoticeOnceAndInOrder() throws Exception {
        int port;
        try (Receiver soonGone = Receiver.start()) {
            port = soonGone.port();
            hooks.add(Hooks.hook("all", soonGone.url(), Webhook.Shape.JSON));
        }
        raised.add(Fleet.down(1, clock.wallMicros()));
        pass(Duration.ofMinutes(5));
        desk.acknowledge(1, "ann", null);
        raised.add(Fleet.down(2, clock.wallMicros()));
        pass(Duration.ofMinutes(25));
        restart();
        raised.clear();
        pass(Duration.ofMinutes(30));
        assertThat(desk.open()).isEmpty();

        try (Receiver back = new Receiver(port, () -> 200)) {
            pass(Duration.ofMinutes(30));
            restart();
            pass(Duration.ofMinutes(30));

            assertThat(back.acknowledged()).doesNotHaveDuplicates();
            assertThat(events(back))
                    .filteredOn(event -> event.startsWith("inc-1"))
                    .containsExactly("inc-1 opened", "inc-1 acknowledged", "inc-1 resolved");
            assertThat(events(back))
                    .filteredOn(event -> event.startsWith("inc-2"))
                    .containsExactly("inc-2 opened", "inc-2 resolved");
        }
    }

    @Test
    void aNoticeThatIsRefusedHoldsUpNoOtherIncident() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        try (Receiver receiver =
                new Receiver(0, () -> answers.getAndIncrement() == 0 ? 400 : 200)) {
            hooks.add(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            raised.add(Fleet.down(1, clock.wallMicros()));
            raised.add(Fleet.down(2, clock.wallMicros()));
            desk.step();
            sendAll();
            assertThat(events(receiver)).containsExactly("inc-2 opened");

            pass(Duration.ofMinutes(1));
            assertThat(events(receiver)).containsExactly("inc-2 opened", "inc-1 opened");
            assertThat(receiver.got.get(0).key()).isEqualTo(receiver.got.get(2).key());
        }
    }

    @Test
    void pausesGrowAndTheLastComesAfterTwoDays() throws Exception {
        try (Receiver receiver = new Receiver(0, () -> 503)) {
            hooks.add(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            raised.add(Fleet.down(1, clock.wallMicros()));
            pass(Duration.ofHours(24));
            assertThat(desk.notices().getFirst().waiting()).as("kept for a day").isEqualTo(1);
            assertThat(receiver.got).hasSizeBetween(100, 200);
            clock.pass(Duration.ofHours(25));
            notices.sweep();

            assertThat(desk.notices().getFirst()).isEqualTo(new Outbox.Summary("all", 0, 1, null));
        }
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyWaiting() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        try (Receiver receiver =
                new Receiver(0, () -> answers.getAndIncrement() == 0 ? 503 : 200)) {
            hooks.add(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            raised.add(Fleet.down(1, clock.wallMicros()));
            desk.step();
            sendAll();
            assertThat(receiver.got).hasSize(1);
            clock.putBack(Duration.ofDays(365));
            clock.pass(Notices.FIRST_PAUSE);
            sendAll();

            assertThat(events(receiver)).containsExactly("inc-1 opened");
        }
    }

    @Test
    void speaksPagerDutysLanguage() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            hooks.add(Hooks.hook("pager", receiver.url(), Webhook.Shape.PAGERDUTY));
            raised.add(Fleet.down(1, clock.wallMicros()));
            desk.step();
            desk.acknowledge(1, "ann", null);
            raised.clear();
            pass(Duration.ofMinutes(10));

            List<JsonNode> events =
                    receiver.got.stream()
                            .map(got -> JsonMapper.shared().readTree(got.body()))
                            .toList();
            assertThat(events)
                    .extracting(event -> event.path("event_action").asString())
                    .containsExactly("trigger", "acknowledge", "resolve");
            assertThat(events)
                    .extracting(event -> event.path("dedup_key").asString())
                    .containsOnly(events.getFirst().path("dedup_key").asString());
            assertThat(events.getFirst().path("dedup_key").asString())
                    .startsWith("fleetward-inc-1-");
            assertThat(events)
                    .extracting(event -> event.path("routing_key").asString())
                    .containsOnly(Hooks.KEY);
            JsonNode payload = events.getFirst().path("payload");
            assertThat(payload.path("severity").asString()).isEqualTo("critical");
            assertThat(payload.path("source").asString()).isEqualTo("fleetward");
            assertThat(payload.path("summary").asString())
                    .isEqualTo("inc-1 endpoint e1: e1 is <down>");
        }
    }

    @Test
    void speaksSlacksLanguage() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            hooks.add(Hooks.hook("slack", receiver.url(), Webhook.Shape.SLACK));
            raised.add(Fleet.down(1, clock.wallMicros()));
            pass(Duration.ofSeconds(30));

            JsonNode body = JsonMapper.shared().readTree(receiver.got.getFirst().body());
            assertThat(body.path("text").asString())
                    .isEqualTo(
                            """
                            :rotating_light: *inc-1 opened* (page): endpoint e1: e1 is &lt;down&gt;
                            Owner: o1 (https://pager.example.com/o1)
                            Runbook: https://wiki.example.com/o1\
                            """);
            assertThat(receiver.got.getFirst().authorization()).isNull();
        }
    }

    @Test
    void keepsNoSecretInTheStore() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            hooks.add(Hooks.hook("pager", receiver.url(), Webhook.Shape.PAGERDUTY));
            hooks.add(Hooks.hook("json", receiver.url(), Webhook.Shape.JSON));
            raised.add(Fleet.down(1, clock.wallMicros()));
            pass(Duration.ofSeconds(30));
            assertThat(receiver.got).hasSize(2);
            assertThat(receiver.got)
                    .extracting(Receiver.Got::authorization)
                    .contains("Bearer " + Hooks.KEY);
        }
        pass(Duration.ofSeconds(30));
        close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("planted");
            }
        }
        open();
    }

    @Test
    void aWebhookThatIsNewIsToldOfWhatIsOpenOnceTheNodeStarts() throws Exception {
        raised.add(Fleet.down(1, clock.wallMicros()));
        desk.step();
        try (Receiver receiver = Receiver.start()) {
            hooks.add(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            restart();
            pass(Duration.ofSeconds(30));

            assertThat(events(receiver)).containsExactly("inc-1 opened");
        }
    }
}
