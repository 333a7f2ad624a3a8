package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.unit.Clock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A process that opens incidents and tells of them until it is killed, and says on its standard
/// output which were kept.
final class DoomedDesk {
    private DoomedDesk() {}

    /// @param arguments the folder, the webhook, and the first endpoint that fails
    public static void main(String[] arguments) throws Exception {
        Clock clock = new SetClock();
        ControlStore store = ControlStore.start(Path.of(arguments[0]), clock);
        store.awaitOpen(Duration.ofSeconds(30));
        List<Webhook> hooks =
                List.of(Hooks.hook("all", URI.create(arguments[1]), Webhook.Shape.JSON));
        List<Alert> raised = new ArrayList<>();
        IncidentDesk desk =
                new IncidentDesk(
                        store,
                        clock,
                        () -> Fleet.of(200),
                        () -> hooks,
                        List.of(new Stated(() -> List.copyOf(raised))),
                        IncidentPolicy.DEFAULT);
        Notices notices = new Notices(store, () -> hooks, clock);
        for (int endpoint = Integer.parseInt(arguments[2]); ; endpoint++) {
            raised.add(Fleet.down(endpoint % 200, clock.wallMicros()));
            desk.step();
            for (Incident incident : desk.open()) {
                System.out.println(incident.id() + " " + incident.cause().name());
            }
            notices.nudge();
        }
    }
}
