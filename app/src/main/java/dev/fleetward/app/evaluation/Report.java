package dev.fleetward.app.evaluation;

import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.core.evaluation.Differences;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.evaluation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run of a suite, and what may be said of it. Immutable.
///
/// @param run names it
/// @param moment `peak`, `trough`, or null where the time of day was not asked
/// @param leftOut endpoints of the route that were not asked, and why
public record Report(
        String run,
        @Nullable String moment,
        SuiteConfig suite,
        SuiteRun.Ended ended,
        List<String> leftOut) {

    public Report {
        leftOut = List.copyOf(leftOut);
    }

    /// Whether every endpoint passed, of a whole run.
    boolean passed() {
        return ended.endpoints().stream()
                .allMatch(each -> each.verdict(suite.pass()) == Verdict.PASSED);
    }

    /// Whether some endpoint did not pass, whatever is missing.
    boolean failed() {
        return ended.endpoints().stream()
                .anyMatch(each -> each.verdict(suite.pass()) == Verdict.FAILED);
    }

    /// Which regions pass differently. An endpoint without a region stands for itself.
    Differences.Found regions() {
        Map<String, Map<String, PassRate>> regions = new TreeMap<>();
        for (EndpointTally each : ended.endpoints()) {
            each.cells()
                    .forEach((cell, cases) -> {
                        String region = cell.region();
                        Map<String, PassRate> into =
                                regions.computeIfAbsent(
                                        region == null ? each.target().endpoint() : region,
                                        _ -> new TreeMap<>());
                        cases.forEach((name, rate) -> into.merge(name, rate, PassRate::plus));
                    });
        }
        List<Differences.Group> groups = new ArrayList<>();
        regions.forEach((name, cases) -> groups.add(new Differences.Group(name, cases)));
        return Differences.between(groups, alpha(suite));
    }

    /// Which endpoints pass differently in two runs, alpha split over the endpoints.
    static Differences.Found between(Report one, Report other) {
        List<Differences.Difference> found = new ArrayList<>();
        int comparisons = 0;
        int endpoints = Math.max(1, one.ended.endpoints().size());
        for (EndpointTally each : one.ended.endpoints()) {
            for (EndpointTally again : other.ended.endpoints()) {
                if (each.target().endpoint().equals(again.target().endpoint())) {
                    Differences.Found pair =
                            Differences.between(
                                    List.of(group(one, each), group(other, again)),
                                    alpha(one.suite) / endpoints);
                    found.addAll(pair.differences());
                    comparisons += pair.comparisons();
                }
            }
        }
        return new Differences.Found(found, comparisons, alpha(one.suite));
    }

    private static Differences.Group group(Report report, EndpointTally tally) {
        Map<String, PassRate> cases = new TreeMap<>();
        tally.cells()
                .values()
                .forEach(cell ->
                        cell.forEach((name, rate) -> cases.merge(name, rate, PassRate::plus)));
        return new Differences.Group(
                tally.target().endpoint() + " at the " + report.moment(), cases);
    }

    private static double alpha(SuiteConfig suite) {
        return suite.alpha().partsPerMillion() / 1e6;
    }
}
