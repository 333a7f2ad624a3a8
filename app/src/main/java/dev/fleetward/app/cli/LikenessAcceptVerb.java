package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `likeness accept`. Confined to the main thread.
@Command(
        name = "accept",
        description = "Take an endpoint's present behaviour for right; its reference begins anew.",
        sortOptions = false)
final class LikenessAcceptVerb implements Callable<Integer> {
    private final Host host;

    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "The endpoint.")
    private String endpoint = "";

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    LikenessAcceptVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            admin.post(
                    "/v1/likeness/accept",
                    JsonMapper.shared().valueToTree(Map.of("endpoint", endpoint)));
            host.out().println(endpoint + ": its reference begins anew.");
            return 0;
        }
    }
}
