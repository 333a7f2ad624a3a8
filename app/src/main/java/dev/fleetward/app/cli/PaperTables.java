package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.paper.ClientLine;
import dev.fleetward.testbed.paper.Measure;
import dev.fleetward.testbed.paper.Report;
import dev.fleetward.testbed.paper.SchedulerLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints a comparison of schedulers. Stateless.
final class PaperTables {
    private static final int CLIENTS_AT_MOST = 8;

    private PaperTables() {}

    static void print(Report report, Host host) {
        host.out()
                .println(
                        report.experiment()
                                + ": "
                                + report.requests()
                                + " requests of "
                                + report.clients()
                                + " clients, the mean of "
                                + report.runs()
                                + " runs from --seed "
                                + report.seed()
                                + "; in brackets what is published");
        host.out().println();
        render(schedulers(report), host);
        if (report.clients() <= CLIENTS_AT_MOST) {
            host.out().println();
            render(clients(report), host);
        }
        host.out().println();
        render(gates(report.gates()), host);
        host.out().println();
        host.out().println(report.held() ? "every gate held" : "a gate did not hold");
    }

    private static TextTable schedulers(Report report) {
        TextTable table = new TextTable().words("scheduler");
        for (Measure measure : Measure.values()) {
            table.numbers(measure.label());
        }
        table.numbers("avg diff from..to").numbers("backlogged apart");
        for (SchedulerLine line : report.schedulers()) {
            List<Cell> row = new ArrayList<>();
            row.add(new Cell(line.scheduler(), false));
            for (Measure measure : Measure.values()) {
                Double published = line.published().get(measure);
                row.add(
                        new Cell(
                                measure.text(line.found(measure))
                                        + (published == null
                                                ? ""
                                                : " (" + measure.text(published) + ")"),
                                false));
            }
            row.add(new Cell(range(line, Measure.AVERAGE_DIFFERENCE), false));
            row.add(
                    new Cell(
                            String.format(Locale.ROOT, "%.0f", line.backlogGap()),
                            line.bounded() && line.backlogGap() > report.bound()));
            table.row(row);
        }
        return table;
    }

    private static String range(SchedulerLine line, Measure measure) {
        return String.format(
                Locale.ROOT,
                "%.0f..%.0f",
                line.lowest().getOrDefault(measure, Double.NaN),
                line.highest().getOrDefault(measure, Double.NaN));
    }

    private static TextTable clients(Report report) {
        TextTable table =
                new TextTable()
                        .words("scheduler")
                        .words("client")
                        .numbers("weight")
                        .numbers("requests")
                        .numbers("aborted")
                        .numbers("service/s")
                        .numbers("mean ttft s");
        for (SchedulerLine line : report.schedulers()) {
            for (ClientLine client : line.clients()) {
                table.row(
                        line.scheduler(),
                        client.client(),
                        String.format(Locale.ROOT, "%.3g", client.weight()),
                        Long.toString(client.requests()),
                        Long.toString(client.aborted()),
                        beside(client.servicePerSecond(), client.publishedServicePerSecond()),
                        beside(
                                client.meanFirstTokenSeconds(),
                                client.publishedFirstTokenSeconds()));
            }
        }
        return table;
    }

    private static String beside(double found, @Nullable Double published) {
        return String.format(Locale.ROOT, "%.2f", found)
                + (published == null ? "" : String.format(Locale.ROOT, " (%.2f)", published));
    }

    static TextTable gates(List<Gate> gates) {
        TextTable table = new TextTable().words("gate").words("expected").words("found").words("");
        for (Gate gate : gates) {
            table.row(
                    List.of(
                            new Cell(gate.what(), false),
                            new Cell(gate.expected(), false),
                            new Cell(gate.found(), false),
                            new Cell(gate.held() ? "held" : "NOT HELD", !gate.held())));
        }
        return table;
    }

    private static void render(TextTable table, Host host) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
