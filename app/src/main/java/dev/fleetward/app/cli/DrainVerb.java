package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.LiveView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `drain`. Confined to the main thread.
@Command(
        name = "drain",
        description = "Take an endpoint out of service and wait until its last call has ended.",
        footer = {
            "New calls go to other endpoints of their routes; calls that wait for it too, or are"
                    + " refused where there is none. Calls under way end as if nothing had happened."
                    + " It holds over reloads and restarts, until `fleetward undrain`. Ctrl-C ends"
                    + " the waiting, not the draining.",
            "Exit codes: 0 drained, 1 calls are still under way after --timeout or it could not be"
                    + " stored, 2 no such endpoint or no node."
        },
        sortOptions = false)
final class DrainVerb implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

    private final Host host;

    @Mixin private Directing directing = new Directing();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description =
                    "How long to wait for calls under way; 0s not at all. Default"
                            + " ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(10);

    DrainVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (AdminClient admin = directing.admin(host)) {
            JsonNode answer = directing.post(admin, "drain");
            JsonNode endpoint = awaitIdle(admin, answer.path("endpoint"));
            long open = endpoint.path("open").asLong(0);
            if (directing.wantsJson()) {
                host.out().println(endpoint.toPrettyString());
            } else {
                host.out()
                        .println(
                                directing.endpoint()
                                        + (open == 0
                                                ? " is drained"
                                                : " takes no new calls; "
                                                        + open
                                                        + " are still under way"));
            }
            int stored = Directing.stored(host, answer);
            return open == 0 ? stored : Trouble.PROBLEM;
        }
    }

    private JsonNode awaitIdle(AdminClient admin, JsonNode first) throws InterruptedException {
        JsonNode endpoint = first;
        long began = host.clock().nanos();
        try (LiveView view = new LiveView(host.err(), host.screen())) {
            while (endpoint.path("open").asLong(0) > 0
                    && host.clock().nanos() - began < timeout.toNanos()) {
                if (!directing.wantsJson()) {
                    view.paint(
                            List.of(
                                    directing.endpoint()
                                            + " takes no new calls; waiting for "
                                            + endpoint.path("open").asLong(0)
                                            + " under way"),
                            host.screen(),
                            host.clock().nanos());
                }
                Thread.sleep(LOOK_MILLIS);
                endpoint = directing.look(admin);
            }
        }
        return endpoint;
    }
}
