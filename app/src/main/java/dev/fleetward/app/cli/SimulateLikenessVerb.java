package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.region.LikenessStudy;
import dev.fleetward.testbed.region.ProbeLine;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simulate likeness`. Confined to the main thread.
@Command(
        name = "likeness",
        description =
                "How soon a model is found that became another one in one of three regions under"
                        + " its old name, and how often a region is falsely accused.",
        footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class SimulateLikenessVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "200",
            description = "Runs of each kind. Default ${DEFAULT-VALUE}.")
    private int seeds = 200;

    @Mixin private StudyRun running = new StudyRun();

    SimulateLikenessVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        StudyRun.atLeastOne("--seeds", seeds);
        LikenessStudy.Report report = LikenessStudy.run(running.seed(), seeds);
        return running.end(
                host, report.held(), report::toJson, () -> print(report), report.gates());
    }

    private void print(LikenessStudy.Report report) {
        host.out()
                .println(
                        "another version for 5% rising to 100% of one region's calls in 14 days,"
                                + " until it is found: p50 / p95");
        TextTable changes =
                new TextTable()
                        .words("signal")
                        .words("change")
                        .numbers("found")
                        .numbers("in 5,000 calls")
                        .numbers("calls there")
                        .numbers("of them changed")
                        .numbers("days")
                        .numbers("by its past")
                        .numbers("false alarms");
        for (LikenessStudy.Change each : report.changes()) {
            changes.row(
                    each.signal(),
                    each.change(),
                    percent(each.found()),
                    percent(each.soon()),
                    spread(each.calls(), "%,.0f"),
                    spread(each.served(), "%,.0f"),
                    spread(each.days(), "%.1f"),
                    percent(each.byPast()),
                    Integer.toString(each.falseAlarms()));
        }
        StudyRun.render(host, changes);
        host.out().println();
        host.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "months without a change; at most %.2f false alarms are allowed in"
                                        + " each, in expectation (alpha %.2g a signal of a"
                                        + " comparison)",
                                report.falseAlarmsPerMonth(),
                                report.alphaPerTest()));
        TextTable quiet =
                new TextTable()
                        .words("")
                        .numbers("months")
                        .numbers("allowed in all")
                        .numbers("by pairs")
                        .numbers("by pasts")
                        .numbers("months with one");
        for (LikenessStudy.Quiet each : report.quiet()) {
            quiet.row(
                    each.what(),
                    Integer.toString(each.runs()),
                    String.format(Locale.ROOT, "%.1f", each.allowed()),
                    Integer.toString(each.inPairs()),
                    Integer.toString(each.inPasts()),
                    Integer.toString(each.months()));
        }
        StudyRun.render(host, quiet);
        host.out().println();
        TextTable probes =
                new TextTable()
                        .words("active test")
                        .words("change")
                        .numbers("calls")
                        .numbers("runs")
                        .numbers("found")
                        .numbers("days, p50");
        for (ProbeLine each : report.probes()) {
            probes.row(
                    each.test(),
                    each.change(),
                    each.calls(),
                    Integer.toString(each.runs()),
                    percent(each.found()),
                    number(each.days(), "%.0f"));
        }
        StudyRun.render(host, probes);
        host.out().println();
    }

    private static String spread(LikenessStudy.Spread spread, String format) {
        return number(spread.p50(), format) + " / " + number(spread.p95(), format);
    }

    private static String number(double value, String format) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
