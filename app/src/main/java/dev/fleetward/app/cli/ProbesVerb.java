package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `probes`. Confined to the main thread.
@Command(
        name = "probes",
        description = "How endpoints answer small questions with known answers.",
        footer = "Exit codes: 0 well, 2 no node found.",
        sortOptions = false)
final class ProbesVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    ProbesVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/probes");
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .words("probed")
                        .numbers("good")
                        .numbers("wrong")
                        .numbers("failed")
                        .numbers("not sent")
                        .words("last")
                        .words("");
        for (JsonNode each : answer.path("endpoints")) {
            JsonNode counts = each.path("counts");
            JsonNode last = each.at("/latest/0");
            table.row(
                    each.path("endpoint").asString(""),
                    pace(each),
                    count(counts, "good"),
                    count(counts, "wrong"),
                    count(counts, "failed"),
                    count(counts, "not_sent"),
                    last.path("at").asString("").replaceAll("T|\\..*", " ").strip(),
                    (last.path("verdict").asString("")
                                    + " "
                                    + last.path("question").asString("")
                                    + " "
                                    + last.path("words").asString(""))
                            .strip());
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        if (!answer.path("on").asBoolean(false)) {
            host.out().println();
            host.out().println("Probes are off; `probes: {}` in fleetward.yaml turns them on.");
        }
    }

    private static String pace(JsonNode each) {
        String pace = each.path("pace").asString("");
        return (pace.equals("none") ? "no" : pace) + ": " + each.path("why").asString("");
    }

    private static String count(JsonNode counts, String verdict) {
        return Long.toString(counts.path(verdict).asLong(0));
    }
}
