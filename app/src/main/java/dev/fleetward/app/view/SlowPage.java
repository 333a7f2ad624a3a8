package dev.fleetward.app.view;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What a verdict on slowness rests on, from the admin API's answer, as lines. Immutable.
public record SlowPage(JsonNode answer, ZoneId zone) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.US);

    /// Why the verdict may not be the whole truth, or why there is none.
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (JsonNode each : List.of(answer.at("/state/trouble"), answer.path("marksTrouble"))) {
            if (each.isString()) {
                troubles.add(sentence(each.asString("")));
            }
        }
        return troubles;
    }

    /// The verdict in words; of an unclear one, each thing that is missing on a line of its own.
    public List<String> verdict() {
        if (!answer.path("verdict").isString()) {
            return List.of("Nothing can be said yet; ask again in a minute.");
        }
        JsonNode missing = answer.path("missing");
        if (missing.isEmpty()) {
            return List.of(answer.path("words").asString(""));
        }
        List<String> lines = new ArrayList<>(List.of("Unclear."));
        missing.forEach(each -> lines.add(sentence(each.path("words").asString(""))));
        return lines;
    }

    private static String sentence(String words) {
        return words.isEmpty()
                ? ""
                : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("asked        " + asked());
        if (answer.path("evidence").isObject()) {
            evidence(lines, answer.path("evidence"));
        }
        for (JsonNode mark : answer.path("marks")) {
            lines.add("of ours      " + clock(mark.path("at")) + "  " + mark(mark));
        }
        leftOut(lines);
        return lines;
    }

    private String asked() {
        String feature = answer.path("feature").asString("");
        String route = answer.path("route").asString("");
        return (feature.isEmpty() ? "" : "feature " + feature + ", ")
                + (route.isEmpty() ? "" : "route " + route + ", ")
                + (feature.isEmpty() && route.isEmpty() ? "the whole fleet, " : "")
                + "since "
                + clock(answer.path("from"))
                + " ("
                + zone
                + ")";
    }

    private void evidence(List<String> lines, JsonNode evidence) {
        boolean since = evidence.path("callsAfter").asLong() > 0;
        boolean before = evidence.path("callsBefore").asLong() > 0;
        if (since && answer.path("firstTokenMillis").asDouble() > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "first token  %.0f ms, usual at this hour %.0f ms: %s, usual up to %s",
                            answer.path("firstTokenMillis").asDouble(),
                            answer.path("usualMillis").asDouble(),
                            percent(evidence.path("againstUsual")),
                            percent(evidence.path("usualUpTo"))));
            lines.add(
                    "the hour     normally "
                            + percent(evidence.path("hourAgainstDay"))
                            + " against the day's median");
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "judged       %,d calls in the two hours before, %,d since",
                        evidence.path("callsBefore").asLong(),
                        evidence.path("callsAfter").asLong()));
        if (since && before) {
            JsonNode change = evidence.path("change");
            lines.add(
                    "the change   "
                            + percent(change.path("raw"))
                            + ": by the hour "
                            + percent(change.path("byHour"))
                            + ", by routing "
                            + percent(change.path("byRouting"))
                            + ", by prompts "
                            + percent(change.path("byPrompts"))
                            + ", else "
                            + percent(change.path("else")));
        }
        finding(lines, "ours         ", answer.path("ours"));
        finding(lines, "theirs       ", answer.path("theirs"));
        helps(lines, answer.path("theirs").path("endpoints"));
        ranking(lines, evidence.path("ranking"));
    }

    private static String mark(JsonNode mark) {
        List<String> features = new ArrayList<>();
        mark.path("features").forEach(feature -> features.add(feature.asString("")));
        return mark.path("kind").asString("")
                + " "
                + mark.path("name").asString("")
                + (features.isEmpty() ? "" : " of " + String.join(", ", features));
    }

    private void leftOut(List<String> lines) {
        long calls = 0;
        List<String> endpoints = new ArrayList<>();
        for (JsonNode each : answer.path("withoutHistory")) {
            calls += each.path("calls").asLong();
            endpoints.add(
                    String.format(
                            Locale.ROOT,
                            "%s %,d",
                            each.path("endpoint").asString(""),
                            each.path("calls").asLong()));
        }
        if (calls > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "left out     %,d calls at endpoints that had no history then: %s",
                            calls,
                            String.join(", ", endpoints)));
        }
    }

    private void finding(List<String> lines, String label, JsonNode finding) {
        if (!finding.isObject()) {
            return;
        }
        JsonNode change = finding.path("change");
        lines.add(
                label
                        + finding.path("kind").asString("")
                        + " "
                        + finding.path("name").asString("")
                        + " since "
                        + clock(finding.path("since"))
                        + ": "
                        + percent(change.path("estimate"))
                        + ", 95% from "
                        + percent(change.path("low"))
                        + " to "
                        + percent(change.path("high")));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "             touched %s; controls %s (%s)",
                        sample(change.path("treated")),
                        sample(change.path("control")),
                        change.path("controls").asString("").isEmpty()
                                ? "none"
                                : change.path("controls").asString("")));
    }

    /// What may be done until the provider has mended it.
    private static void helps(List<String> lines, JsonNode endpoints) {
        List<String> cordons = new ArrayList<>();
        endpoints.forEach(each -> cordons.add("`fleetward cordon " + each.asString("") + "`"));
        if (!cordons.isEmpty()) {
            lines.add(
                    "what helps   "
                            + String.join(", ", cordons.subList(0, Math.min(3, cordons.size())))
                            + " keeps new calls from there, where their routes have other"
                            + " endpoints");
        }
    }

    private static String sample(JsonNode sample) {
        return String.format(
                Locale.ROOT,
                "%,d and %,d calls",
                sample.path("callsBefore").asLong(),
                sample.path("callsAfter").asLong());
    }

    private static void ranking(List<String> lines, JsonNode ranking) {
        for (JsonNode dimension : ranking) {
            List<String> elements = new ArrayList<>();
            for (JsonNode element : dimension.path("elements")) {
                elements.add(
                        String.format(
                                Locale.ROOT,
                                "%s %.0f%%",
                                element.path("value").asString(""),
                                element.path("explains").asDouble() * 100));
            }
            if (!elements.isEmpty()) {
                lines.add(
                        "explained by "
                                + dimension.path("dimension").asString("")
                                + ": "
                                + String.join(", ", elements));
            }
        }
    }

    private String clock(JsonNode instant) {
        return instant.isString()
                ? CLOCK.format(Instant.parse(instant.asString("")).atZone(zone))
                : "";
    }

    private static String percent(JsonNode change) {
        return String.format(Locale.ROOT, "%+.0f%%", change.asDouble() * 100);
    }
}
