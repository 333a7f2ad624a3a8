package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.view.EndpointsPage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `endpoints`. Confined to the main thread.
@Command(
        name = "endpoints",
        description = "Every endpoint: who owns it, does it take calls, how sound are its answers?",
        footer = {
            "States: serving; cordoned (no new calls, by hand); draining (no new calls, some under"
                    + " way); drained (no calls). Or its breaker's: open (it failed and is left alone"
                    + " for a while), half_open (on trial), ramp_up (coming back), held (until"
                    + " somebody acts and says so with `fleetward undrain`).",
            "share and valid are of the last 15 minutes: its part of all attempts, and the part of"
                    + " its answers that were sound, caller's faults left out."
        },
        sortOptions = false)
final class EndpointsVerb implements Callable<Integer> {
    private final Host host;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ENDPOINT",
            description = "Only this one, in full.")
    private @Nullable String endpoint;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    EndpointsVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer =
                    endpoint == null
                            ? admin.get("/v1/endpoints")
                            : admin.get("/v1/endpoints/" + Directing.inPath(endpoint));
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        Instant now = Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
        if (endpoint != null) {
            EndpointsPage.detail(answer, now).forEach(host.out()::println);
            return;
        }
        EndpointsPage page = new EndpointsPage(answer, now);
        page.table()
                .render(host.screen().columns(), host.screen().ink())
                .forEach(host.out()::println);
        page.unknown().forEach(line -> host.out().println(host.screen().ink().red(line)));
    }
}
