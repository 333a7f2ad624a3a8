package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the verbs that direct an endpoint have in common. Confined to the main thread.
final class Directing {
    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "Which endpoint.")
    private String endpoint = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for those who see it in `endpoints` and `changes`.")
    private @Nullable String reason;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    String endpoint() {
        return endpoint;
    }

    boolean wantsJson() {
        return json;
    }

    AdminClient admin(Host host) {
        return AdminClient.find(host, data);
    }

    /// @param verb `drain`, `cordon`, `undrain` or `readmit`
    JsonNode post(AdminClient admin, String verb) {
        ObjectNode body = new JsonMapper().createObjectNode();
        if (reason != null) {
            body.put("reason", reason);
        }
        return admin.post("/v1/endpoints/" + inPath(endpoint) + "/" + verb, body);
    }

    JsonNode look(AdminClient admin) {
        return admin.get("/v1/endpoints/" + inPath(endpoint));
    }

    /// Tells of what the node follows but could not store.
    ///
    /// @return the exit code
    static int stored(Host host, JsonNode answer) {
        if (answer.path("stored").asBoolean(true)) {
            return 0;
        }
        host.err()
                .println(
                        "fleetward: it is in force, but could not be stored: "
                                + answer.path("trouble").asString("the control store is away"));
        host.err().println("  It is tried again; a restart before that forgets it.");
        return Trouble.PROBLEM;
    }

    static String inPath(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
