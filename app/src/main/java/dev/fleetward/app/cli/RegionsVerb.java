package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `regions`. Confined to the main thread.
@Command(
        name = "regions",
        description = "Which version of which model each region serves, and since when.",
        footer = {
            "A version has served alone `since`; a share stands where versions mix (the last day).",
            "Exit codes: 0 well, 2 no node found."
        },
        sortOptions = false)
final class RegionsVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Only this model, by its own name or as it is sent.")
    private @Nullable String model;

    @Option(names = "--findings", description = "What was found, oldest first.")
    private boolean findings;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    RegionsVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            String only =
                    model == null
                            ? ""
                            : "&model=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
            JsonNode answer = admin.get("/v1/regions?findings=" + (findings ? 1_000 : 5) + only);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else if (findings) {
                printFindings(answer);
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("model")
                        .words("region")
                        .words("endpoint")
                        .words("version")
                        .numbers("share")
                        .words("since")
                        .words("first seen")
                        .numbers("calls");
        for (JsonNode cell : answer.path("cells")) {
            rows(table, cell);
        }
        if (!table.isEmpty()) {
            table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        } else if (answer.path("known").asBoolean(false)) {
            host.out().println("No provider has named a version yet.");
        }
        if (!answer.path("trouble").isNull()) {
            host.out().println("Not the whole truth: " + answer.path("trouble").asString(""));
        }
        if (!answer.path("findings").isEmpty()) {
            host.out().println();
            printFindings(answer);
        }
    }

    /// A cell that mixes has a row for each version of the last day.
    private static void rows(TextTable table, JsonNode cell) {
        String serves = cell.path("serves").asString("");
        boolean mixed = !cell.path("mixedSince").isNull();
        List<JsonNode> shown = new ArrayList<>();
        for (JsonNode each : cell.path("versions")) {
            boolean lately = each.path("shareLately").asDouble(0) > 0;
            if (mixed ? lately : each.path("version").asString("").equals(serves)) {
                shown.add(each);
            }
        }
        if (shown.isEmpty()) {
            cell.path("versions").forEach(shown::add);
        }
        for (JsonNode each : shown) {
            String since = each.path("aloneSince").asString("");
            table.row(
                    model(cell),
                    cell.path("region").asString("?"),
                    cell.path("endpoint").asString(""),
                    each.path("namesNoVersion").asBoolean(false)
                            ? "(none named)"
                            : each.path("version").asString(""),
                    mixed
                            ? String.format(
                                    Locale.ROOT,
                                    "%.1f%%",
                                    each.path("shareLately").asDouble(0) * 100)
                            : "",
                    mixed ? "mixes " + stamp(cell.path("mixedSince").asString("")) : stamp(since),
                    stamp(each.path("firstSeen").asString("")),
                    Long.toString(each.path("calls").asLong(0)));
        }
    }

    /// With the name that it is sent under, where that is a deployment's.
    private static String model(JsonNode cell) {
        String model = cell.path("model").asString("");
        String sent = cell.path("sent").asString(model);
        return sent.equalsIgnoreCase(model) ? model : model + " (" + sent + ")";
    }

    private static String stamp(String instant) {
        return instant.length() < 16 ? "" : instant.substring(5, 16).replace('T', ' ');
    }

    private void printFindings(JsonNode answer) {
        List<JsonNode> oldestFirst = new ArrayList<>();
        answer.path("findings").forEach(oldestFirst::add);
        for (JsonNode each : oldestFirst.reversed()) {
            host.out()
                    .println(
                            stamp(each.path("at").asString(""))
                                    + "  "
                                    + each.path("kind").asString("")
                                    + ": "
                                    + each.path("words").asString(""));
        }
        if (oldestFirst.isEmpty()) {
            host.out().println("Nothing was found.");
        }
    }

    /// `regions late`. Confined to the main thread.
    @Command(
            name = "late",
            description = "Takes from a provider's log where requests were served.",
            footer = {
                "FILE has JSON lines {\"requestId\": …, \"region\": …}, or those of Bedrock's"
                        + " invocation log (inferenceRegion).",
                "What was told before stands. Exit codes: 0 well, 2 the file or the node is not"
                        + " there, or a line is wrong."
            },
            sortOptions = false)
    static final class Late implements Callable<Integer> {
        /// Lines of one request, below the API's bound of bytes too.
        private static final int AT_A_TIME = 100;

        private final Host host;

        @Parameters(paramLabel = "FILE", description = "The log.")
        private Path file = Path.of("");

        @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
        private @Nullable Path data;

        private long joined;
        private long before;
        private long unknown;

        Late(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            try (AdminClient admin = AdminClient.find(host, data);
                    var lines = Files.newBufferedReader(file)) {
                List<String> some = new ArrayList<>();
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        some.add(reduced(line, number));
                    }
                    if (some.size() == AT_A_TIME) {
                        send(admin, some);
                    }
                }
                send(admin, some);
            } catch (IOException unreadable) {
                throw new Trouble(
                        Trouble.USAGE, file + " cannot be read: " + unreadable.getMessage(), "");
            }
            host.out()
                    .println(
                            joined
                                    + " calls have their region now, of "
                                    + before
                                    + " it was told before, "
                                    + unknown
                                    + " are unknown.");
            return 0;
        }

        /// Of a log's line only what is asked for: prompts stay where they are.
        private static String reduced(String line, int number) {
            try {
                JsonNode node = JsonMapper.shared().readTree(line);
                ObjectNode kept = JsonMapper.shared().createObjectNode();
                for (String member : List.of("requestId", "region", "inferenceRegion")) {
                    if (node.path(member).isString()) {
                        kept.put(member, node.path(member).asString(""));
                    }
                }
                return kept.toString();
            } catch (JacksonException notJson) {
                throw new Trouble(Trouble.USAGE, "line " + number + " is not JSON", "");
            }
        }

        private void send(AdminClient admin, List<String> some) {
            if (!some.isEmpty()) {
                JsonNode outcome =
                        admin.post(
                                "/v1/regions/late",
                                JsonMapper.shared()
                                        .createObjectNode()
                                        .put("lines", String.join("\n", some)));
                joined += outcome.path("joined").asLong(0);
                before += outcome.path("toldBefore").asLong(0);
                unknown += outcome.path("unknown").asLong(0);
                some.clear();
            }
        }
    }
}
