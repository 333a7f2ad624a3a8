package dev.fleetward.app.evaluation;

import dev.fleetward.app.terminal.Screen;
import dev.fleetward.core.evaluation.Differences;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The reports of one command. Stateless.
public final class Reports {
    private Reports() {}

    /// For people.
    public static void print(List<Report> reports, PrintStream out, Screen screen) {
        for (Report report : reports) {
            ReportText.print(report, out, screen);
            out.println();
        }
        Differences.Found moments = moments(reports);
        if (moments != null) {
            ReportText.print("peak and trough", moments, out);
            out.println();
        }
        boolean failed = reports.stream().anyMatch(Report::failed);
        boolean passed = reports.stream().allMatch(Report::passed);
        out.println(failed ? "NOT PASSED" : passed ? "PASSED" : "NOT DECIDED: samples are missing");
    }

    /// For programs.
    public static void json(List<Report> reports, PrintStream out) {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        Report first = reports.getFirst();
        all.put("suite", first.suite().name())
                .put("route", first.suite().route())
                .put("feature", first.suite().feature())
                .put("threshold", first.suite().pass().toString())
                .put("exitCode", Evaluation.exitCode(reports));
        ArrayNode runs = all.putArray("runs");
        reports.forEach(report -> ReportJson.write(report, runs.addObject()));
        Differences.Found moments = moments(reports);
        if (moments != null) {
            ReportJson.write(moments, all.putObject("peakAndTrough"));
        }
        out.println(all.toPrettyString());
    }

    private static Differences.@Nullable Found moments(List<Report> reports) {
        return reports.size() == 2 ? Report.between(reports.get(0), reports.get(1)) : null;
    }
}
