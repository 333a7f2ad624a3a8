package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.season.MorningStudy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simulate morning`. Confined to the main thread.
@Command(
        name = "morning",
        description =
                "Whether a slow Monday morning is told from a deploy that doubles prompts, from a"
                        + " provider that slows down, and from both at once.",
        footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class SimulateMorningVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the first run of each kind. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Runs of each kind of morning. Default ${DEFAULT-VALUE}.")
    private int seeds = 100;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    SimulateMorningVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new Trouble(Trouble.USAGE, "--seeds: " + seeds + " (expected: at least 1)", "");
        }
        MorningStudy.Report report = MorningStudy.run(seed, seeds);
        if (json) {
            host.out().println(report.toJson());
        } else {
            print(report);
        }
        return report.held() ? 0 : Trouble.PROBLEM;
    }

    private void print(MorningStudy.Report report) {
        TextTable table =
                new TextTable()
                        .words("morning")
                        .numbers("runs")
                        .numbers("right")
                        .numbers("wrong")
                        .numbers("unclear");
        for (MorningStudy.Line line : report.lines()) {
            table.row(
                    line.morning(),
                    Integer.toString(line.runs()),
                    Integer.toString(line.right()),
                    Integer.toString(line.wrong()),
                    Integer.toString(line.unclear()));
        }
        render(table);
        for (MorningStudy.Odd odd : report.odd()) {
            host.out().println();
            host.out()
                    .println(odd.morning() + ", --seed " + odd.seed() + ", wanted " + odd.wanted());
            host.out().println("  " + odd.verdict());
        }
        host.out().println();
        render(PaperTables.gates(report.gates()));
        host.out().println();
        host.out().println(report.held() ? "every gate held" : "a gate did not hold");
    }

    private void render(TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
