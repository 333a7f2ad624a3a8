package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.core.unit.UnitSyntax;
import dev.fleetward.testbed.health.DegradationStudy;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simulate cusum`. Confined to the main thread.
@Command(
        name = "cusum",
        description =
                "How soon answers that became worse are found, and how often a false alarm is"
                        + " raised: exactly for several charts, and by trial for the gateway's own.",
        footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class SimulateCusumVerb implements Callable<Integer> {
    private static final int MOST_THRESHOLD = 20;

    private final Host host;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For everything that is random. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "Runs of each trial. Default ${DEFAULT-VALUE}.")
    private int seeds = 1_000;

    @Option(
            names = "--chart",
            paramLabel = "EXPECTED,ALARM,THRESHOLD",
            description = "One more chart, such as 1%%,4%%,8.")
    private @Nullable String chart;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    SimulateCusumVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new Trouble(Trouble.USAGE, "--seeds: " + seeds + " (expected: at least 1)", "");
        }
        DegradationStudy.Report report =
                DegradationStudy.run(
                        seed, seeds, chart == null ? List.of() : List.of(parsed(chart)));
        if (json) {
            host.out().println(report.toJson());
        } else {
            print(report);
        }
        return report.held() ? 0 : Trouble.PROBLEM;
    }

    private static HealthRules.Chart parsed(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length != 3) {
                throw new IllegalArgumentException("\"" + text + "\"");
            }
            HealthRules.Chart chart =
                    new HealthRules.Chart(
                            UnitSyntax.percent(parts[0].strip()),
                            UnitSyntax.percent(parts[1].strip()),
                            Integer.parseInt(parts[2].strip()));
            // Tables of run lengths grow with the square of what is expected.
            if (chart.threshold() > MOST_THRESHOLD || chart.expected().partsPerMillion() < 1_000) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" (expected: at least 0.1%, a threshold up to 20)");
            }
            return chart;
        } catch (IllegalArgumentException wrong) {
            throw new Trouble(
                    Trouble.USAGE,
                    "--chart: " + wrong.getMessage(),
                    "Such as --chart 1%,4%,8.",
                    wrong);
        }
    }

    private void print(DegradationStudy.Report report) {
        TextTable charts =
                new TextTable()
                        .numbers("expected")
                        .numbers("to be found")
                        .numbers("threshold")
                        .numbers("false alarm after")
                        .numbers("found after")
                        .numbers("at twice that");
        for (DegradationStudy.Chart each : report.charts()) {
            charts.row(
                    percent(each.expected()),
                    percent(each.alarm()),
                    Integer.toString(each.threshold()),
                    calls(each.falseAlarm()),
                    calls(each.found()),
                    calls(each.foundTwice()));
        }
        TextTable trials =
                new TextTable()
                        .words("by trial, in calls")
                        .numbers("runs")
                        .numbers("mean")
                        .numbers("exact")
                        .numbers("p50")
                        .numbers("p95")
                        .numbers("p99");
        for (DegradationStudy.Trial each : report.trials()) {
            trials.row(
                    each.what(),
                    calls(each.runs()),
                    calls(each.mean()),
                    calls(each.exactMean()),
                    calls(each.p50()),
                    calls(each.p95()),
                    calls(each.p99()));
        }
        host.out().println("exact mean run lengths, in calls");
        render(charts);
        host.out().println();
        render(trials);
        host.out().println();
        render(PaperTables.gates(report.gates()));
        host.out().println();
        host.out().println(report.held() ? "every gate held" : "a gate did not hold");
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f%%", rate * 100);
    }

    private static String calls(double count) {
        return String.format(Locale.ROOT, "%,d", Math.round(count));
    }

    private void render(TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
