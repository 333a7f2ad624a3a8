package dev.fleetward.app.view;

import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.Units;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The plan of work that can wait, as the clock of a zone shows it, from the admin API's answer.
/// Immutable.
public record WorkPlanPage(JsonNode answer, ZoneId zone) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.US);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.US);
    private static final double NANOS_PER_MILLI = 1e6;

    /// Whether anything could be planned, and every deadline is kept.
    public boolean isSound() {
        List<Source> all = sources();
        return all.stream().anyMatch(source -> source.node.path("wins").isObject())
                && all.stream().allMatch(source -> source.node.path("deadlinesKept").asBoolean());
    }

    /// By name.
    public List<Source> sources() {
        return StreamSupport.stream(answer.path("sources").spliterator(), false)
                .map(node -> new Source(node, zone))
                .toList();
    }

    /// Where nothing that can wait is expected, and what is known of it.
    public TextTable idle() {
        TextTable table =
                new TextTable().words("").numbers("days of calls").words("what is missing");
        for (Source source : sources()) {
            if (source.isIdle()) {
                table.row(
                        source.node.path("source").asString(""),
                        Long.toString(source.node.path("days").asLong()),
                        source.missing().isEmpty() ? "" : source.missing().getFirst());
            }
        }
        return table;
    }

    /// What all tables have in common.
    public String foot() {
        return "tokens: expected, the mean of the weeks before · of capacity: of an hour's · times in "
                + zone
                + " · made "
                + clock(answer.path("made"), zone);
    }

    private static String clock(JsonNode instant, ZoneId zone) {
        return instant.isString() ? CLOCK.format(at(instant, zone)) : "";
    }

    private static ZonedDateTime at(JsonNode instant, ZoneId zone) {
        return Instant.parse(instant.asString("")).atZone(zone);
    }

    /// What endpoints draw from together. Immutable.
    public record Source(JsonNode node, ZoneId zone) {
        /// Whether nothing that can wait, and that was asked about, is expected there.
        public boolean isIdle() {
            return node.path("work").isEmpty();
        }

        public String heading() {
            JsonNode capacity = node.path("capacity");
            String name = node.path("source").asString("");
            String known =
                    Units.counted(node.path("days").asLong(), "day")
                            + " of calls"
                            + (node.path("weeks").asLong() > 0
                                    ? ", "
                                            + Units.counted(node.path("weeks").asLong(), "week")
                                            + " of each hour"
                                    : "");
            return name
                    + (capacity.isObject() ? ": " + capacity(capacity) + "; " : ": ")
                    + "from "
                    + known;
        }

        private static String capacity(JsonNode capacity) {
            double perHour = capacity.path("perHour").asDouble();
            String words = capacity.path("words").asString("");
            boolean atOnce = words.endsWith("at once");
            return Units.count(Math.round(atOnce ? perHour / 3_600 : perHour))
                    + " "
                    + words
                    + (atOnce ? "" : " an hour")
                    + (capacity.path("configured").asBoolean() ? "" : " at the most so far");
        }

        /// What the plan is worth, in lines.
        public List<String> wins() {
            JsonNode wins = node.path("wins");
            if (!wins.isObject()) {
                return List.of();
            }
            List<String> lines = new ArrayList<>();
            long moved = count("moves");
            lines.add(
                    moved == 0
                            ? "Nothing moves; the highest use is "
                                    + percent(wins.path("highestUseBefore"))
                                    + "."
                            : Units.count(Math.round(tokensMoved()))
                                    + " tokens in "
                                    + Units.counted(moved, "piece")
                                    + " move. Highest use "
                                    + change(
                                            percent(wins.path("highestUseBefore")),
                                            percent(wins.path("highestUseAfter")))
                                    + ". "
                                    + (node.path("deadlinesKept").asBoolean()
                                            ? "Every deadline is kept."
                                            : "Not every deadline is kept."));
            JsonNode peak = wins.path("peak");
            if (moved > 0 && peak.path("firstTokenBefore").isNumber()) {
                lines.add(
                        "First token of interactive calls: "
                                + change(
                                        millis(peak.path("firstTokenBefore")),
                                        millis(peak.path("firstTokenAfter")))
                                + " on average at the peak ("
                                + clock(peak.path("begins"), zone)
                                + "), "
                                + change(
                                        millis(wins.path("meanBefore")),
                                        millis(wins.path("meanAfter")))
                                + " over the day.");
            }
            return lines;
        }

        private static String change(String before, String after) {
            return before.equals(after) ? before : before + " → " + after;
        }

        private static String millis(JsonNode millis) {
            return Units.duration(millis.asDouble(-1) * NANOS_PER_MILLI);
        }

        private static String percent(JsonNode share) {
            double percent = share.asDouble() * 100;
            return String.format(Locale.ROOT, percent < 10 ? "%.1f%%" : "%.0f%%", percent);
        }

        private List<JsonNode> work(String fate) {
            return StreamSupport.stream(node.path("work").spliterator(), false)
                    .filter(each -> each.path("fate").asString("").equals(fate))
                    .toList();
        }

        private long count(String fate) {
            return work(fate).size();
        }

        private double tokensMoved() {
            double sum = 0;
            for (JsonNode each : work("moves")) {
                for (JsonNode part : each.path("parts")) {
                    if (!part.path("begins").equals(each.path("begins"))) {
                        sum += part.path("share").asDouble() * each.path("tokens").asDouble();
                    }
                }
            }
            return sum;
        }

        /// What moves, hour by hour.
        public TextTable moving() {
            TextTable table =
                    new TextTable()
                            .words("feature")
                            .words("endpoint")
                            .words("comes")
                            .words("runs")
                            .words("has until")
                            .numbers("calls")
                            .numbers("tokens")
                            .numbers("of capacity");
            for (JsonNode each : work("moves")) {
                table.row(
                        List.of(
                                plain(each.path("feature").asString("")),
                                plain(each.path("endpoint").asString("")),
                                plain(clock(each.path("begins"), zone)),
                                plain(parts(each)),
                                new TextTable.Cell(
                                        clock(each.path("deadline"), zone),
                                        !each.path("deadlineKept").asBoolean()),
                                plain(count(each.path("calls"))),
                                plain(count(each.path("tokens"))),
                                plain(percent(each.path("ofCapacity")))));
            }
            return table;
        }

        private static TextTable.Cell plain(String text) {
            return new TextTable.Cell(text, false);
        }

        private static String count(JsonNode number) {
            double value = number.asDouble();
            return value > 0 && value < 0.5 ? "<1" : Units.count(Math.round(value));
        }

        private String parts(JsonNode work) {
            int day = at(work.path("begins"), zone).getDayOfYear();
            return StreamSupport.stream(work.path("parts").spliterator(), false)
                    .map(part -> {
                        ZonedDateTime begins = at(part.path("begins"), zone);
                        return (begins.getDayOfYear() == day ? TIME : CLOCK).format(begins)
                                + (work.path("parts").size() > 1
                                        ? " " + percent(part.path("share"))
                                        : "");
                    })
                    .collect(Collectors.joining(", "));
        }

        /// What stays, together what stays for the same reason.
        public TextTable staying() {
            TextTable table =
                    new TextTable()
                            .words("feature")
                            .words("endpoint")
                            .words("comes")
                            .numbers("hours")
                            .numbers("calls")
                            .numbers("tokens")
                            .words("why");
            Map<List<String>, List<JsonNode>> alike = new LinkedHashMap<>();
            for (JsonNode each : work("stays")) {
                alike.computeIfAbsent(
                                List.of(
                                        each.path("feature").asString(""),
                                        each.path("endpoint").asString(""),
                                        each.path("words").asString("")),
                                _ -> new ArrayList<>())
                        .add(each);
            }
            alike.forEach((of, each) -> {
                double calls = 0;
                double tokens = 0;
                for (JsonNode one : each) {
                    calls += one.path("calls").asDouble();
                    tokens += one.path("tokens").asDouble();
                }
                String first = clock(each.getFirst().path("begins"), zone);
                String last = clock(each.getLast().path("begins"), zone);
                table.row(
                        of.get(0),
                        of.get(1),
                        first.equals(last) ? first : first + " – " + last,
                        Integer.toString(each.size()),
                        Units.count(Math.round(calls)),
                        Units.count(Math.round(tokens)),
                        of.get(2));
            });
            return table;
        }

        public List<String> missing() {
            return StreamSupport.stream(node.path("missing").spliterator(), false)
                    .map(each -> each.asString(""))
                    .toList();
        }
    }
}
