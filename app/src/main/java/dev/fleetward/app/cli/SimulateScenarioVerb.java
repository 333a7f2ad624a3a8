package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.scenario.InvariantBroken;
import dev.fleetward.testbed.scenario.Policy;
import dev.fleetward.testbed.scenario.Scenario;
import dev.fleetward.testbed.scenario.ScenarioReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simulate` with the name of a scenario. Confined to the main thread.
@Command(
        description = "Run a scenario under each policy, in simulated time.",
        footer =
                "Exit codes: 0 every gate held, 1 one did not or an invariant broke, 2 wrong usage.",
        sortOptions = false)
final class SimulateScenarioVerb implements Callable<Integer> {
    private final Scenario scenario;
    private final Host host;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For everything that is random. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Only this policy, fifo or fair, and no gates.")
    private @Nullable Policy policy;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    SimulateScenarioVerb(Scenario scenario, Host host) {
        this.scenario = scenario;
        this.host = host;
    }

    @Override
    public Integer call() {
        ScenarioReport report;
        try {
            report = scenario.run(seed, policy);
        } catch (InvariantBroken broken) {
            throw new Trouble(
                    Trouble.PROBLEM, String.valueOf(broken.getMessage()), broken.replay(), broken);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Trouble.USAGE, String.valueOf(e.getMessage()), "", e);
        }
        if (json) {
            host.out().println(report.toJson());
        } else {
            print(report);
        }
        return report.held() ? 0 : Trouble.PROBLEM;
    }

    private void print(ScenarioReport report) {
        host.out().println(scenario.story() + "; --seed " + report.seed());
        host.out().println();
        render(measures(report.lines()));
        if (!report.gates().isEmpty()) {
            host.out().println();
            render(PaperTables.gates(report.gates()));
            host.out().println();
            host.out().println(report.held() ? "every gate held" : "a gate did not hold");
        }
    }

    /// One row per measure, one column per run.
    private static TextTable measures(List<ScenarioReport.Line> lines) {
        TextTable table = new TextTable().words("");
        Set<String> names = new LinkedHashSet<>();
        for (ScenarioReport.Line line : lines) {
            table.numbers(line.run());
            names.addAll(line.measures().keySet());
        }
        for (String name : names) {
            List<String> row = new ArrayList<>();
            row.add(name);
            for (ScenarioReport.Line line : lines) {
                Double value = line.measures().get(name);
                row.add(value == null ? "" : text(value));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private static String text(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private void render(TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
