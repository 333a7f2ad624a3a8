package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentPolicy;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledDeskTest {
    private static final int KILLS = 3;

    @TempDir Path folder;

    @Test
    void aKilledProcessLosesNoIncidentAndNoNotice() throws Exception {
        try (Receiver receiver = Receiver.start()) {
            Set<String> kept = new TreeSet<>();
            for (int kill = 0; kill < KILLS; kill++) {
                kept.addAll(untilKilled(receiver, kill));
            }
            SetClock clock = new SetClock();
            ControlStore store = ControlStore.start(folder, clock);
            assertThat(store.awaitOpen(Duration.ofSeconds(60))).isTrue();
            List<Webhook> hooks = List.of(Hooks.hook("all", receiver.url(), Webhook.Shape.JSON));
            IncidentDesk desk =
                    new IncidentDesk(
                            store,
                            clock,
                            () -> Fleet.of(200),
                            () -> hooks,
                            List.of(),
                            IncidentPolicy.DEFAULT);
            Notices notices = new Notices(store, () -> hooks, clock);
            desk.step();
            notices.send(hooks.getFirst());
            notices.close();
            List<Incident> known = desk.open();
            desk.close();
            store.close();

            assertThat(kept).hasSizeGreaterThan(20);
            assertThat(known)
                    .extracting(incident -> incident.id() + " " + incident.cause().name())
                    .containsAll(kept);
            List<String> keys = receiver.acknowledged();
            Set<String> once = new HashSet<>(keys);
            assertThat(once).as("each was told").hasSameSizeAs(known);
            assertThat(keys.size() - once.size())
                    .as("again only what was on its way when the process died")
                    .isLessThanOrEqualTo(KILLS);
        }
    }

    private List<String> untilKilled(Receiver receiver, int kill) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DoomedDesk.class.getName(),
                                folder.toString(),
                                receiver.url().toString(),
                                Integer.toString(kill * 60))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> lines = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (distinct.add(line) && distinct.size() == 12 + 17 * (kill + 1)) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return lines.subList(0, Math.max(0, lines.size() - 1));
    }
}
