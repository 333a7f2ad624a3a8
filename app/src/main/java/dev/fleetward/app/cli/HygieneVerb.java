package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `hygiene`. Confined to the main thread.
@Command(
        name = "hygiene",
        description =
                "What the fleet lacks: owners, objectives, budgets, traffic, tried fallbacks.",
        footer = "Exit codes: 0 nothing is missing, 1 something is, 2 no node found.",
        sortOptions = false)
final class HygieneVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    HygieneVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/hygiene");
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return answer.path("findings").isEmpty() ? 0 : Trouble.PROBLEM;
        }
    }

    private void print(JsonNode answer) {
        for (JsonNode finding : answer.path("findings")) {
            host.out()
                    .println(
                            finding.path("subject").asString("")
                                    + " ("
                                    + finding.path("kind").asString("")
                                    + "): "
                                    + finding.path("words").asString(""));
            host.out().println("  " + finding.path("advice").asString(""));
        }
        if (answer.path("findings").isEmpty()) {
            host.out().println("Nothing is missing.");
        }
        if (answer.hasNonNull("note")) {
            host.out().println(answer.path("note").asString(""));
        }
    }
}
