package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `report-error`. Confined to the main thread.
@Command(
        name = "report-error",
        description = "Take a user's complaint of an answer to its endpoint's owner.",
        footer = "Exit codes: 0 taken, 1 no such call or a problem, 2 no node found.",
        sortOptions = false)
final class ReportErrorVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--call-id",
            required = true,
            paramLabel = "ID",
            description = "The answer's header fleetward-call-id.")
    private String callId = "";

    @Option(names = "--text", paramLabel = "TEXT", description = "What the user said.")
    private @Nullable String text;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    ReportErrorVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            ObjectNode body = JsonMapper.shared().createObjectNode();
            body.put("callId", callId);
            if (text != null) {
                body.put("text", text);
            }
            String user = host.environment().get("USER");
            if (user != null && !user.isBlank()) {
                body.put("by", user);
            }
            JsonNode answer = admin.post("/v1/complaints", body);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        host.out()
                .println(
                        answer.path("new").asBoolean(false)
                                ? "Taken: " + callId
                                : "Known already: " + callId);
        host.out().println("feature   " + word(answer, "feature"));
        host.out()
                .println(
                        "endpoint  "
                                + word(answer, "endpoint")
                                + ", "
                                + word(answer, "outcome")
                                + (answer.hasNonNull("flaw") ? ", " + word(answer, "flaw") : "")
                                + (answer.hasNonNull("failure")
                                        ? ", " + word(answer, "failure")
                                        : ""));
        host.out()
                .println(
                        "owner     "
                                + (answer.hasNonNull("owner")
                                        ? word(answer, "owner") + ", " + word(answer, "contact")
                                        : "nobody"));
        JsonNode seen = answer.path("machineSeen");
        if (seen.isObject()) {
            host.out()
                    .println(
                            "this hour "
                                    + answer.path("complaintsWithinTheHour").asLong(0)
                                    + " complaints (an alert from "
                                    + answer.path("alertFrom").asLong(0)
                                    + " on); of "
                                    + seen.path("attempts").asLong(0)
                                    + " attempts "
                                    + seen.path("failures").asLong(0)
                                    + " failed and "
                                    + seen.path("flaws").asLong(0)
                                    + " were flawed"
                                    + notHeld(seen.path("flawsNotHeldAgainstIt").asLong(0)));
        }
    }

    private static String notHeld(long others) {
        return others == 0
                ? ""
                : "; "
                        + others
                        + (others == 1 ? " other was" : " others were")
                        + " cut at a limit or by a filter, which is not held against it";
    }

    private static String word(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asString("") : "–";
    }
}
