package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The readings as a table for people and as JSON for machines. Stateless.
final class Report {
    static final String NGINX = "nginx";
    static final String GATEWAY = "gateway";
    static final String DIRECT = "direct";

    /// The gateway of another checkout.
    static final String BEFORE = "before";

    private Report() {}

    static String table(Samples samples, Pairs pairs) {
        StringBuilder table = new StringBuilder();
        table.append(row("", "", NGINX, GATEWAY, "ratio", "goal", ""));
        for (Measure measure : Measure.values()) {
            boolean both = samples.has(measure, NGINX) && samples.has(measure, GATEWAY);
            Measure.Goal goal = measure.goal();
            table.append(
                    row(
                            measure.title(),
                            measure.unit(),
                            reading(samples, measure, NGINX),
                            reading(samples, measure, GATEWAY),
                            both && ratio(samples, measure) > 0
                                    ? number(ratio(samples, measure))
                                    : "",
                            words(goal, measure.unit()),
                            !goal.isSet() || !samples.has(measure, GATEWAY)
                                    ? ""
                                    : isMet(samples, measure) ? "met" : "MISSED"));
        }
        return pairs.isEmpty() ? table.toString() : table + "\n" + Comparison.table(pairs);
    }

    static void writeJson(Path file, Samples samples, Pairs pairs, Map<String, String> machine)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeName("machine");
            json.writeStartObject();
            machine.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeName("measures");
            json.writeStartArray();
            for (Measure measure : Measure.values()) {
                writeMeasure(json, samples, pairs, measure);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeMeasure(
            JsonGenerator json, Samples samples, Pairs pairs, Measure measure) {
        json.writeStartObject();
        json.writeStringProperty("name", measure.name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("title", measure.title());
        json.writeStringProperty("unit", measure.unit());
        for (String subject : List.of(DIRECT, NGINX, GATEWAY)) {
            if (samples.has(measure, subject)) {
                json.writeNumberProperty(subject, rounded(samples.median(measure, subject)));
                json.writeName(subject + "Rounds");
                json.writeStartArray();
                samples.of(measure, subject).forEach(value -> json.writeNumber(rounded(value)));
                json.writeEndArray();
            }
        }
        if (samples.has(measure, NGINX) && samples.has(measure, GATEWAY)) {
            json.writeNumberProperty("ratio", rounded(ratio(samples, measure)));
        }
        if (pairs.has(measure)) {
            Comparison.write(json, pairs, measure);
        }
        if (measure.goal().isSet()) {
            json.writeNumberProperty(
                    measure.goal().relative() ? "goalRatio" : "goal", measure.goal().limit());
            if (samples.has(measure, GATEWAY)) {
                json.writeBooleanProperty("met", isMet(samples, measure));
            }
        }
        json.writeEndObject();
    }

    static String words(Measure.Goal goal, String unit) {
        if (!goal.isSet()) {
            return "";
        }
        return switch (goal.kind()) {
            case AT_MOST -> "<= " + number(goal.limit()) + " " + unit;
            case AT_LEAST -> ">= " + number(goal.limit()) + " " + unit;
            case AT_MOST_TIMES_NGINX -> "<= " + goal.limit() + " x";
        };
    }

    private static boolean isMet(Samples samples, Measure measure) {
        double nginx = samples.has(measure, NGINX) ? samples.median(measure, NGINX) : Double.NaN;
        return measure.goal().isMet(samples.median(measure, GATEWAY), nginx);
    }

    private static double ratio(Samples samples, Measure measure) {
        return samples.median(measure, GATEWAY) / samples.median(measure, NGINX);
    }

    private static String reading(Samples samples, Measure measure, String subject) {
        return samples.has(measure, subject) ? number(samples.median(measure, subject)) : "-";
    }

    static String number(double value) {
        int decimals = Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private static String row(
            String title,
            String unit,
            String nginx,
            String gateway,
            String ratio,
            String goal,
            String met) {
        return String.format(
                Locale.ROOT,
                "%-38s %-5s %10s %10s %7s  %-14s %s%n",
                title,
                unit,
                nginx,
                gateway,
                ratio,
                goal,
                met);
    }
}
