package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `undrain`. Confined to the main thread.
@Command(
        name = "undrain",
        aliases = "uncordon",
        description = "Put an endpoint back into service, and forget its failures.",
        footer = {
            "Undoes `drain` and `cordon`. It also tells the fleet that somebody acted: an endpoint"
                    + " whose breaker is open or held is tried at once.",
            "Exit codes: 0 done, 1 done but not stored, 2 no such endpoint or no node."
        },
        sortOptions = false)
final class UndrainVerb implements Callable<Integer> {
    private final Host host;

    @Mixin private Directing directing = new Directing();

    UndrainVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = directing.admin(host)) {
            boolean served = serves(admin);
            JsonNode answer = directing.post(admin, "undrain");
            host.out()
                    .println(
                            directing.wantsJson()
                                    ? answer.toPrettyString()
                                    : directing.endpoint()
                                            + ": "
                                            + state(answer)
                                            + (served ? " already; nothing was changed" : ""));
            return Directing.stored(host, answer);
        }
    }

    private boolean serves(AdminClient admin) {
        for (JsonNode endpoint : admin.get("/v1/endpoints").path("endpoints")) {
            if (endpoint.path("name").asString("").equals(directing.endpoint())) {
                return endpoint.path("state").asString("").equals("serving");
            }
        }
        return false;
    }

    private static String state(JsonNode answer) {
        if (!answer.hasNonNull("endpoint")) {
            return "forgotten; the configuration has no such endpoint";
        }
        String state = answer.at("/endpoint/state").asString("?");
        String reason = answer.at("/endpoint/reason").asString("");
        return state + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
