package dev.fleetward.bench.overhead;

import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What pairs say of two checkouts, as a table and as JSON. Stateless.
final class Comparison {
    private Comparison() {}

    static String table(Pairs pairs) {
        StringBuilder table = new StringBuilder();
        table.append(
                row(
                        "against the other checkout, by pairs",
                        "",
                        Report.BEFORE,
                        Report.GATEWAY,
                        "ratio",
                        "95% interval",
                        "rounds",
                        "goal",
                        ""));
        for (Measure measure : Measure.values()) {
            if (pairs.has(measure)) {
                Change change = pairs.change(measure);
                table.append(
                        row(
                                measure.title(),
                                measure.unit(),
                                Report.number(pairs.before(measure)),
                                Report.number(pairs.now(measure)),
                                Report.number(change.median()),
                                Report.number(change.low()) + ".." + Report.number(change.high()),
                                Integer.toString(change.rounds()),
                                measure.lessIsBetter()
                                        ? "<= " + Change.TOLERANCE + " x"
                                        : ">= " + Report.number(1 / Change.TOLERANCE) + " x",
                                change.verdict(measure.lessIsBetter()).toString()));
            }
        }
        return table + "(of fewer than 6 rounds the interval is merely all that was seen)\n";
    }

    /// Inside the object of the measure.
    static void write(JsonGenerator json, Pairs pairs, Measure measure) {
        Change change = pairs.change(measure);
        json.writeNumberProperty(Report.BEFORE, Report.rounded(pairs.before(measure)));
        json.writeName("pairs");
        json.writeStartArray();
        for (Pairs.Pair pair : pairs.of(measure)) {
            json.writeStartArray();
            json.writeNumber(pair.round());
            json.writeNumber(Report.rounded(pair.before()));
            json.writeNumber(Report.rounded(pair.now()));
            json.writeEndArray();
        }
        json.writeEndArray();
        if (!Double.isNaN(change.median() + change.low() + change.high())) {
            json.writeNumberProperty("change", Report.rounded(change.median()));
            json.writeNumberProperty("changeAtLeast", Report.rounded(change.low()));
            json.writeNumberProperty("changeAtMost", Report.rounded(change.high()));
        }
        json.writeStringProperty("noWorse", change.verdict(measure.lessIsBetter()).toString());
    }

    private static String row(
            String title,
            String unit,
            String before,
            String now,
            String ratio,
            String interval,
            String rounds,
            String goal,
            String verdict) {
        return String.format(
                Locale.ROOT,
                "%-38s %-5s %10s %10s %7s  %-14s %6s  %-10s %s%n",
                title,
                unit,
                before,
                now,
                ratio,
                interval,
                rounds,
                goal,
                verdict);
    }
}
