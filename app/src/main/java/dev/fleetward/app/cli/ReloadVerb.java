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
import tools.jackson.databind.json.JsonMapper;

/// `reload`. Confined to the main thread.
@Command(
        name = "reload",
        description = "Read the configuration and the files of credentials again, now.",
        footer = {
            "A node notices by itself within some seconds that fleetward.yaml or a `file:` credential"
                    + " changed; this only does not wait for it. Calls under way keep what they began"
                    + " with. `env:` credentials are those that the process was started with: they"
                    + " change with a restart alone.",
            "Exit codes: 0 what the file says is served, 1 it has mistakes and the last good one is"
                    + " served, 2 no node."
        },
        sortOptions = false)
final class ReloadVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    ReloadVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.post("/v1/config/reload", new JsonMapper().createObjectNode());
            boolean current = answer.path("state").asString("").equals("current");
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer, current);
            }
            return current ? 0 : Trouble.PROBLEM;
        }
    }

    private void print(JsonNode answer, boolean current) {
        host.out()
                .println(
                        (current ? "" : "the configuration has mistakes; ")
                                + "version "
                                + answer.path("version").asLong(0)
                                + " is served");
        for (JsonNode problem : answer.path("problems")) {
            host.out()
                    .println(
                            "  line "
                                    + problem.path("line").asLong(0)
                                    + ": "
                                    + problem.path("message").asString(""));
        }
    }
}
