package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `cordon`. Confined to the main thread.
@Command(
        name = "cordon",
        description = "Keep new calls from an endpoint for the moment.",
        footer = {
            "Calls under way go on. Calls that wait for it go to another endpoint of their route, or"
                    + " are refused where there is none. It holds over reloads and restarts, until"
                    + " `fleetward undrain`.",
            "Exit codes: 0 done, 1 done but not stored, 2 no such endpoint or no node."
        },
        sortOptions = false)
final class CordonVerb implements Callable<Integer> {
    private final Host host;

    @Mixin private Directing directing = new Directing();

    CordonVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = directing.admin(host)) {
            JsonNode answer = directing.post(admin, "cordon");
            host.out()
                    .println(
                            directing.wantsJson()
                                    ? answer.toPrettyString()
                                    : directing.endpoint()
                                            + " takes no new calls; "
                                            + answer.at("/endpoint/open").asLong(0)
                                            + " are under way");
            return Directing.stored(host, answer);
        }
    }
}
