package dev.fleetward.app.evaluation;

import dev.fleetward.app.terminal.Screen;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.core.evaluation.Differences;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.evaluation.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A report for people. Stateless.
final class ReportText {
    private ReportText() {}

    static void print(Report report, PrintStream out, Screen screen) {
        String moment = report.moment();
        out.println(
                report.suite().name()
                        + ": route "
                        + report.suite().route()
                        + " for "
                        + report.suite().feature()
                        + (moment == null ? "" : ", at the " + moment)
                        + ", "
                        + report.ended().calls()
                        + " calls, at most "
                        + report.ended().spent()
                        + " (run "
                        + report.run()
                        + ")");
        if (report.ended().brokenOff() != null) {
            out.println("PARTIAL: " + report.ended().brokenOff());
        }
        report.leftOut().forEach(each -> out.println("not asked: " + each));
        out.println();
        cases(report).render(screen.columns(), screen.ink()).forEach(out::println);
        out.println();
        endpoints(report).render(screen.columns(), screen.ink()).forEach(out::println);
        out.println();
        print("regions", report.regions(), out);
    }

    private static TextTable cases(Report report) {
        TextTable table =
                new TextTable()
                        .words("case")
                        .words("endpoint")
                        .words("region")
                        .words("version")
                        .numbers("passed")
                        .numbers("rate")
                        .numbers("95% interval")
                        .words("first fault");
        report.suite()
                .cases()
                .forEach(each -> {
                    for (EndpointTally tally : report.ended().endpoints()) {
                        tally.cells()
                                .forEach((cell, cases) -> {
                                    PassRate rate = cases.get(each.name());
                                    if (rate != null) {
                                        boolean whole = rate.passed() == rate.samples();
                                        String fault = tally.fault(each.name());
                                        table.row(
                                                each.name(),
                                                tally.target().endpoint(),
                                                word(cell.region()),
                                                word(cell.version()),
                                                rate.passed() + "/" + rate.samples(),
                                                percent(rate.rate()),
                                                interval(rate),
                                                whole || fault == null ? "" : fault);
                                    }
                                });
                    }
                });
        return table;
    }

    private static TextTable endpoints(Report report) {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .numbers("passed")
                        .numbers("of planned")
                        .numbers("rate")
                        .numbers("95% interval")
                        .words("wanted " + report.suite().pass())
                        .words("");
        for (EndpointTally tally : report.ended().endpoints()) {
            PassRate all = tally.all();
            Verdict verdict = tally.verdict(report.suite().pass());
            table.row(
                    List.of(
                            plain(tally.target().endpoint()),
                            plain(all.passed() + "/" + all.samples()),
                            plain(Integer.toString(tally.planned())),
                            plain(percent(all.rate())),
                            plain(interval(all)),
                            new Cell(verdict.label(), verdict == Verdict.FAILED),
                            plain(
                                    tally.notSent() == 0
                                            ? ""
                                            : tally.notSent()
                                                    + " not sent: "
                                                    + word(tally.whyNotSent()))));
        }
        return table;
    }

    /// What differs, and what was looked at where nothing does.
    static void print(String what, Differences.Found found, PrintStream out) {
        String basis =
                "Fisher's exact test, "
                        + found.comparisons()
                        + (found.comparisons() == 1 ? " comparison" : " comparisons")
                        + ", alpha "
                        + percent(found.alpha())
                        + " over all of them";
        if (found.comparisons() == 0) {
            out.println(what + ": nothing to compare");
        } else if (found.differences().isEmpty()) {
            out.println(what + ": no difference that is more than chance (" + basis + ")");
        } else {
            out.println(what + ": DIFFERENT (" + basis + ")");
            for (Differences.Difference each : found.differences()) {
                out.printf(
                        Locale.ROOT,
                        "  %s: %s %d/%d, %s %d/%d, p = %.2g (threshold %.2g)%n",
                        each.caseName(),
                        each.one(),
                        each.oneRate().passed(),
                        each.oneRate().samples(),
                        each.other(),
                        each.otherRate().passed(),
                        each.otherRate().samples(),
                        each.pValue(),
                        each.threshold());
            }
        }
    }

    private static Cell plain(String text) {
        return new Cell(text, false);
    }

    private static String word(@Nullable String text) {
        return text == null ? "–" : text;
    }

    private static String interval(PassRate rate) {
        PassRate.Interval interval = rate.interval();
        return percent(interval.low()) + ".." + percent(interval.high());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
