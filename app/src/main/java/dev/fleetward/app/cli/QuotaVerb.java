package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.view.QuotaPage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.JsonNode;

/// `quota`. Confined to the main thread.
@Command(
        name = "quota",
        description = "Pools, shares, who lends to whom, who waits, who is starved.",
        footer = "Exit codes: 0 well, 1 somebody is starved, 2 no node found.",
        sortOptions = false)
final class QuotaVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The node's data folder.",
            scope = ScopeType.INHERIT)
    private @Nullable Path data;

    @Option(
            names = "--json",
            description = "Print what the admin API says.",
            scope = ScopeType.INHERIT)
    private boolean json;

    QuotaVerb(Host host) {
        this.host = host;
    }

    AdminClient admin() {
        return AdminClient.find(host, data);
    }

    boolean wantsJson() {
        return json;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = admin()) {
            JsonNode quotas = admin.get("/v1/pools");
            if (json) {
                host.out().println(quotas.toPrettyString());
            } else {
                print(new QuotaPage(quotas));
            }
            return quotas.path("signals").isEmpty() ? 0 : Trouble.PROBLEM;
        }
    }

    private void print(QuotaPage page) {
        Ink ink = host.screen().ink();
        page.signals().forEach(signal -> host.out().println(ink.red(signal)));
        page.news().forEach(host.out()::println);
        page.lost().forEach(lost -> host.out().println(ink.red(lost)));
        boolean first = page.signals().isEmpty() && page.news().isEmpty() && page.lost().isEmpty();
        for (TextTable table : List.of(page.limits(), page.shares())) {
            first = section(table, first);
        }
        page.lending().forEach(host.out()::println);
        for (TextTable table : List.of(page.queues(), page.budgets(), page.estimates())) {
            first = section(table, first);
        }
        if (first) {
            host.out().println("(no pools: nobody limits the endpoints)");
        }
    }

    /// Whether nothing was printed yet.
    private boolean section(TextTable table, boolean first) {
        if (table.isEmpty()) {
            return first;
        }
        if (!first) {
            host.out().println();
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        return false;
    }
}
