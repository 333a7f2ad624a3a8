package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `likeness`. Confined to the main thread.
@Command(
        name = "likeness",
        description = "Are the models behind the endpoints still the same?",
        footer = {
            "borders: prompts whose first token nearly ties; the statistic is the mean total"
                    + " variation from the first day, the limit that of the baseline.",
            "log probabilities: the statistic is the mean difference in nats, p that of"
                    + " relabelling.",
            "equality: whole answers; the statistic is MMD², power the chance to find answers a"
                    + " quarter less alike.",
            "live traffic: regions of a model against each other, and each against its own past"
                    + " (-), by sequential tests at no cost; e is how many times over a bet on a"
                    + " difference would have won.",
            "Exit codes: 0 no change is shown, 1 a model changed or regions differ, 2 no node"
                    + " found."
        },
        sortOptions = false)
final class LikenessVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    LikenessVerb(Host host) {
        this.host = host;
    }

    static CommandLine withVerbs(Host host) {
        return new CommandLine(new LikenessVerb(host))
                .addSubcommand(new LikenessTestVerb(host))
                .addSubcommand(new LikenessAcceptVerb(host));
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/likeness");
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            for (JsonNode each : answer.path("endpoints")) {
                if (each.path("changed").asBoolean(false)) {
                    return 1;
                }
            }
            return LiveTraffic.differs(answer.path("live")) ? 1 : 0;
        }
    }

    private void print(JsonNode answer) {
        if (answer.path("on").asBoolean(false)) {
            printTests(answer);
        } else {
            host.out()
                    .println(
                            "Nothing is asked of the models; `probes: { behaviour: {} }` in"
                                    + " fleetward.yaml turns it on.");
        }
        LiveTraffic.print(host, answer.path("live"));
    }

    private void printTests(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .words("test")
                        .words("state")
                        .words("samples")
                        .numbers("statistic")
                        .numbers("limit")
                        .numbers("p")
                        .numbers("power")
                        .numbers("cost")
                        .words("next due")
                        .words("");
        for (JsonNode each : answer.path("endpoints")) {
            boolean first = true;
            for (JsonNode test : each.path("tests")) {
                JsonNode last = test.path("last");
                table.row(
                        first ? each.path("endpoint").asString("") : "",
                        test.path("test").asString(""),
                        test.path("state").asString(""),
                        test.path("samples").asString(""),
                        number(last.path("statistic"), "%.4f"),
                        number(last.path("limit"), "%.4f"),
                        number(last.path("pValue"), "%.5f"),
                        number(last.path("power"), "%.2f"),
                        first ? each.path("cost").asString("") : "",
                        test.path("next").asString("").replaceAll("T|\\..*|Z", " ").strip(),
                        words(each, test, first));
                first = false;
            }
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        for (JsonNode test : answer.path("tests")) {
            host.out().println(LikenessTestVerb.line(test));
        }
    }

    private static String words(JsonNode each, JsonNode test, boolean first) {
        String words = test.path("words").asString("");
        String trouble = each.path("trouble").asString("");
        return first && !trouble.isEmpty() ? trouble : words;
    }

    static String number(JsonNode value, String format) {
        return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble()) : "";
    }
}
