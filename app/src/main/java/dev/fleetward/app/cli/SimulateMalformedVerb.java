package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.health.MalformedStudy;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simulate malformed`. Confined to the main thread.
@Command(
        name = "malformed",
        description =
                "How soon a fallback with one percent of the traffic is found whose answers are"
                        + " malformed, by callers' calls and by probes.",
        footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class SimulateMalformedVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "400",
            description = "Runs of each fleet. Default ${DEFAULT-VALUE}.")
    private int seeds = 400;

    @Mixin private StudyRun running = new StudyRun();

    SimulateMalformedVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        StudyRun.atLeastOne("--seeds", seeds);
        MalformedStudy.Report report = MalformedStudy.run(running.seed(), seeds);
        return running.end(
                host, report.held(), report::toJson, () -> print(report), report.gates());
    }

    private void print(MalformedStudy.Report report) {
        host.out().println("3% malformed, until it is found: p50 / p95 / p99");
        TextTable table =
                new TextTable()
                        .numbers("fleet, calls/min")
                        .numbers("calls there")
                        .numbers("of them probes")
                        .numbers("min of quick probes")
                        .numbers("min in all")
                        .numbers("in 500 calls")
                        .numbers("in 30 min of probes")
                        .numbers("in 30 min of the first bad")
                        .numbers("bad to callers");
        for (MalformedStudy.Line line : report.lines()) {
            table.row(
                    number(line.perMinute()),
                    spread(line.calls()),
                    spread(line.probes()),
                    spread(line.suspected()),
                    spread(line.minutes()),
                    percent(line.inCalls()),
                    percent(line.inProbes()),
                    percent(line.sinceBad()),
                    String.format(Locale.ROOT, "%.1f", line.bad()));
        }
        StudyRun.render(host, table);
        host.out().println();
    }

    private static String spread(MalformedStudy.Spread spread) {
        return number(spread.p50()) + " / " + number(spread.p95()) + " / " + number(spread.p99());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
