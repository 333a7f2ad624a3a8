package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.app.view.QuotaPage;
import dev.fleetward.app.view.SloPage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `status`. Confined to the main thread.
@Command(
        name = "status",
        description = "Is the node well, and which configuration does it serve?",
        footer = "Exit codes: 0 well, 1 something needs a look, 2 no node found.")
final class StatusVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    StatusVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode status = admin.get("/v1/status");
            JsonNode pools = admin.get("/v1/pools");
            JsonNode endpoints = admin.get("/v1/fleet").path("endpoints");
            boolean well = well(status);
            if (json) {
                ObjectNode all = new JsonMapper().createObjectNode();
                all.put("well", well);
                all.set("status", status);
                all.set("quotas", pools);
                all.set("endpoints", endpoints);
                host.out().println(all.toPrettyString());
            } else {
                print(admin, status, pools, endpoints);
            }
            return well ? 0 : Trouble.PROBLEM;
        }
    }

    private static boolean well(JsonNode status) {
        return status.path("config").path("state").asString("").equals("current")
                && status.path("ledger").path("trouble").isNull()
                && status.path("store").path("trouble").isNull()
                && status.path("gateway").path("unrecorded").asLong(0) == 0
                && status.path("gateway").path("unrecordable").asLong(0) == 0;
    }

    private void print(AdminClient admin, JsonNode status, JsonNode quotas, JsonNode endpoints) {
        Ink ink = host.screen().ink();
        PrintStream out = host.out();
        JsonNode config = status.path("config");
        JsonNode gateway = status.path("gateway");
        JsonNode ledger = status.path("ledger");
        boolean current = config.path("state").asString("").equals("current");
        out.println(
                "gateway        "
                        + admin.node().gateway()
                        + ", "
                        + status.path("lifecycle").asString("?")
                        + " for "
                        + age(status.path("uptimeMillis").asLong(0)));
        out.println(
                "configuration  "
                        + config.path("file").asString("?")
                        + ", "
                        + (current
                                ? ink.green(
                                        "version "
                                                + config.path("version").asLong(0)
                                                + " is served")
                                : ink.red(
                                        "has mistakes; version "
                                                + config.path("version").asLong(0)
                                                + " is served")));
        for (JsonNode problem : config.path("problems")) {
            out.println(
                    "               line "
                            + problem.path("line").asLong(0)
                            + ": "
                            + problem.path("message").asString("")
                            + (problem.hasNonNull("suggestion")
                                    ? " (did you mean \""
                                            + problem.path("suggestion").asString()
                                            + "\"?)"
                                    : ""));
        }
        out.println(
                "calls          "
                        + Units.count(gateway.path("calls").asLong(0))
                        + " since the start, "
                        + gateway.path("openCalls").asLong(0)
                        + " under way, "
                        + gateway.path("queued").asLong(0)
                        + " queued, "
                        + gateway.path("retries").asLong(0)
                        + " retries, "
                        + gateway.path("hedges").asLong(0)
                        + " hedges"
                        + unrecorded(gateway, ink)
                        + won(gateway));
        out.println(
                "ledger         "
                        + (ledger.path("trouble").isNull()
                                ? Units.duration(ledger.path("behindMillis").asLong(0) * 1e6)
                                        + " behind"
                                : ink.red(ledger.path("trouble").asString("?"))));
        JsonNode store = status.path("store");
        out.println(
                "control store  "
                        + (store.path("trouble").isNull()
                                ? store.path("state").asString("?")
                                : ink.red(store.path("trouble").asString("?"))));
        JsonNode incidents = status.path("incidents");
        long open = incidents.path("open").asLong(0);
        out.println(
                "incidents      "
                        + (open == 0
                                ? "none is open"
                                : ink.red(
                                        open
                                                + " open, the first: "
                                                + incidents.path("first").asString("?"))));
        QuotaPage page = new QuotaPage(quotas);
        page.signals().forEach(signal -> out.println("starved        " + ink.red(signal)));
        page.lost().forEach(lost -> out.println("leases         " + ink.red(lost)));
        printPromises(status.path("objectives"), ink);
        section(endpoints(endpoints));
        section(page.limits());
        section(page.queues());
        section(page.budgets());
    }

    /// Only what is wrong with them; `slo` shows the rest.
    private void printPromises(JsonNode objectives, Ink ink) {
        if (objectives.path("state").asString("").equals("late")) {
            host.out()
                    .println("promises       " + ink.red(objectives.path("trouble").asString("?")));
        }
        for (JsonNode words : objectives.path("burning")) {
            host.out().println("promises       " + ink.red(words.asString("?")));
        }
        SloPage.actions(objectives.path("policy"))
                .forEach(action -> host.out().println("meanwhile      " + ink.red(action)));
    }

    /// The quota that lowering declared output won.
    private static String won(JsonNode gateway) {
        long won = gateway.path("outputTokensWon").asLong(0);
        return won == 0
                ? ""
                : ", " + Units.count(won) + " tokens of quota won by lowering declared output";
    }

    private static String unrecorded(JsonNode gateway, Ink ink) {
        long unrecorded = gateway.path("unrecorded").asLong(0);
        long refused = gateway.path("unrecordable").asLong(0);
        return (unrecorded == 0 ? "" : ", " + ink.red(unrecorded + " unrecorded"))
                + (refused == 0
                        ? ""
                        : ", " + ink.red(refused + " refused because they could not be recorded"));
    }

    private static String age(long millis) {
        Duration age = Duration.ofMillis(millis);
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : age.toMinutes() > 0
                        ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
                        : age.toSeconds() + " s";
    }

    private void section(TextTable table) {
        if (!table.isEmpty()) {
            host.out().println();
            table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        }
    }

    private static TextTable endpoints(JsonNode endpoints) {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .words("provider")
                        .words("model")
                        .words("region")
                        .numbers("open")
                        .words("state");
        for (JsonNode endpoint : endpoints) {
            boolean drained = endpoint.path("state").asString("").equals("drained");
            String state = drained ? "drained" : endpoint.path("standing").asString("");
            table.row(
                    List.of(
                            cell(endpoint, "name"),
                            cell(endpoint, "provider"),
                            cell(endpoint, "model"),
                            cell(endpoint, "region"),
                            new Cell(Units.count(endpoint.path("open").asLong(0)), false),
                            new Cell(state.isEmpty() ? "serving" : state, !state.isEmpty())));
        }
        return table;
    }

    private static Cell cell(JsonNode node, String name) {
        return new Cell(node.hasNonNull(name) ? node.path(name).asString("") : "–", false);
    }
}
