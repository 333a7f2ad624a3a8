package dev.fleetward.app.evaluation;

import dev.fleetward.core.evaluation.Differences;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.evaluation.Verdict;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A report for programs. Stateless.
final class ReportJson {
    private ReportJson() {}

    static void write(Report report, ObjectNode into) {
        into.put("run", report.run());
        into.put("moment", report.moment());
        into.put("passed", report.passed());
        into.put("partial", report.ended().brokenOff() != null);
        into.put("brokenOff", report.ended().brokenOff());
        into.put("calls", report.ended().calls());
        into.put("costNanos", report.ended().spent().nanos());
        ArrayNode endpoints = into.putArray("endpoints");
        for (EndpointTally tally : report.ended().endpoints()) {
            endpoint(report, tally, endpoints.addObject());
        }
        ArrayNode left = into.putArray("notAsked");
        report.leftOut().forEach(left::add);
        write(report.regions(), into.putObject("regions"));
    }

    private static void endpoint(Report report, EndpointTally tally, ObjectNode into) {
        into.put("endpoint", tally.target().endpoint());
        into.put("verdict", tally.verdict(report.suite().pass()).label());
        into.put("planned", tally.planned());
        into.put("notSent", tally.notSent());
        rate(tally.all(), into);
        ArrayNode versions = into.putArray("versions");
        int cases = report.suite().cases().size();
        tally.cells()
                .forEach((cell, rates) -> {
                    ObjectNode version = versions.addObject();
                    version.put("region", cell.region()).put("version", cell.version());
                    PassRate rate = tally.of(cell);
                    rate(rate, version);
                    version.put(
                            "verdict",
                            Verdict.of(rate, tally.planned(cell, cases), report.suite().pass())
                                    .label());
                    ArrayNode each = version.putArray("cases");
                    rates.forEach((name, one) -> {
                        ObjectNode row = each.addObject().put("case", name);
                        rate(one, row);
                        put(row, "firstFault", tally.fault(name), one);
                    });
                });
    }

    private static void put(ObjectNode into, String name, @Nullable String value, PassRate rate) {
        if (value != null && rate.passed() < rate.samples()) {
            into.put(name, value);
        }
    }

    private static void rate(PassRate rate, ObjectNode into) {
        PassRate.Interval interval = rate.interval();
        into.put("passed", rate.passed())
                .put("samples", rate.samples())
                .put("low", interval.low())
                .put("high", interval.high());
    }

    static void write(Differences.Found found, ObjectNode into) {
        into.put("comparisons", found.comparisons()).put("alpha", found.alpha());
        ArrayNode rows = into.putArray("differences");
        for (Differences.Difference each : found.differences()) {
            rows.addObject()
                    .put("case", each.caseName())
                    .put("one", each.one())
                    .put("onePassed", each.oneRate().passed())
                    .put("oneSamples", each.oneRate().samples())
                    .put("other", each.other())
                    .put("otherPassed", each.otherRate().passed())
                    .put("otherSamples", each.otherRate().samples())
                    .put("pValue", each.pValue())
                    .put("threshold", each.threshold());
        }
    }
}
