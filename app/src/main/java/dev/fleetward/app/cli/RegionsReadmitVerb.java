package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `regions readmit`. Confined to the main thread.
@Command(
        name = "readmit",
        description = "Let an endpoint that answered from outside its zone serve the zone again.",
        footer = {
            "Somebody vouches for it: it is back at once, and what it did is forgotten. The next"
                    + " answer from outside takes it out again.",
            "Exit codes: 0 done, or nothing was held against it; 2 no node."
        },
        sortOptions = false)
final class RegionsReadmitVerb implements Callable<Integer> {
    private final Host host;

    @Mixin private Directing directing = new Directing();

    RegionsReadmitVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = directing.admin(host)) {
            JsonNode answer = directing.post(admin, "readmit");
            List<String> regions = new ArrayList<>();
            answer.path("readmitted").forEach(each -> regions.add(each.asString("")));
            host.out()
                    .println(
                            directing.wantsJson()
                                    ? answer.toPrettyString()
                                    : regions.isEmpty()
                                            ? directing.endpoint() + ": nothing was held against it"
                                            : directing.endpoint()
                                                    + " serves its zone again, though it answered"
                                                    + " from "
                                                    + String.join(", ", regions));
            return 0;
        }
    }
}
