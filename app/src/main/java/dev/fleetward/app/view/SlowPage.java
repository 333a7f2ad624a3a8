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

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        JsonNode evidence = answer.path("evidence");
        lines.add("since        " + clock(answer.path("from")) + " (" + zone + ")");
        if (answer.path("firstTokenMillis").asDouble() > 0) {
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
                        "calls        %,d before, %,d since",
                        evidence.path("callsBefore").asLong(),
                        evidence.path("callsAfter").asLong()));
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
        finding(lines, "ours         ", answer.path("ours"));
        finding(lines, "theirs       ", answer.path("theirs"));
        ranking(lines, evidence.path("ranking"));
        for (JsonNode mark : answer.path("marks")) {
            lines.add(
                    "of ours      "
                            + clock(mark.path("at"))
                            + "  "
                            + mark.path("kind").asString("")
                            + " "
                            + mark.path("name").asString("")
                            + (mark.path("features").isEmpty()
                                    ? ""
                                    : " of " + mark.at("/features/0").asString("")));
        }
        long without = answer.at("/state/callsWithoutHistory").asLong();
        if (without > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "left out     %,d calls at endpoints that had no history then",
                            without));
        }
        return lines;
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
