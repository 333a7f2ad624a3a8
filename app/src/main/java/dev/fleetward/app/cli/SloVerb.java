package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.view.OpenSlo;
import dev.fleetward.app.view.SloPage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `slo`. Confined to the main thread.
@Command(
        name = "slo",
        description = "What is promised, what is kept, and how fast error budgets burn.",
        footer =
                "Exit codes: 0 well, 1 a budget burns too fast or nothing is known, 2 no node found.",
        sortOptions = false)
final class SloVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    @Option(names = "--openslo", description = "Print the promises as OpenSLO documents (YAML).")
    private boolean openSlo;

    SloVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/objectives");
            if (openSlo) {
                host.out().print(OpenSlo.yaml(answer));
                return 0;
            }
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            boolean known = answer.path("state").asString("").equals("current");
            return known && answer.path("alerts").isEmpty() ? 0 : Trouble.PROBLEM;
        }
    }

    private void print(JsonNode answer) {
        Ink ink = host.screen().ink();
        SloPage page = new SloPage(answer);
        if (answer.hasNonNull("trouble")) {
            host.out().println(ink.red(answer.path("trouble").asString("?")));
        }
        page.alerts().forEach(alert -> host.out().println(ink.red(alert)));
        SloPage.actions(answer.path("policy"))
                .forEach(action -> host.out().println(ink.red("meanwhile " + action)));
        TextTable table = page.table();
        if (table.isEmpty()) {
            host.out()
                    .println(
                            "(no objectives: write `slo: { success: 99.5%, firstToken: 500ms }` at a feature, route or endpoint)");
            return;
        }
        table.render(host.screen().columns(), ink).forEach(host.out()::println);
        host.out()
                .println(
                        ink.faint(
                                "left: of the error budget of 30 days · lasts: at the rate of the last hour · 5m–3d: burn rates, 1.0 spends the budget in 30 days"));
    }
}
