package dev.fleetward.app.view;

import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.core.season.HourOfWeek;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What is usual at which hour, as the clock of a zone shows it, from the admin API's answer.
/// Immutable.
///
/// @param today the week that is shown, Monday to Sunday of that clock, is the one around it: where
///   the clocks change, an hour has another name in other weeks, and a week an hour more or less
public record SeasonsPage(JsonNode answer, ZoneId zone, LocalDate today) {
    private static final double MARKED = 1.25;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final DateTimeFormatter AGAIN = DateTimeFormatter.ofPattern(" zzz", Locale.US);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.US);

    /// All endpoints in short.
    public TextTable brief() {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .words("region")
                        .words("prompts")
                        .numbers("calls")
                        .numbers("now")
                        .numbers("to day")
                        .words("rests on")
                        .words("slowest in the next day")
                        .words("fastest");
        for (JsonNode each : answer.path("seasons")) {
            JsonNode now = each.path("now");
            table.row(
                    each.path("endpoint").asString(""),
                    each.path("region").asString(""),
                    each.path("size").asString(""),
                    Long.toString(each.path("calls").asLong()),
                    level(now, "ms"),
                    change(now),
                    now.isObject() ? depth(now) : "not known yet",
                    moment(each.path("slowest")),
                    moment(each.path("fastest")));
        }
        return table;
    }

    /// Endpoints of which nothing is usual yet.
    public TextTable missing() {
        TextTable table = new TextTable().words("endpoint").words("what there is of it");
        for (JsonNode each : answer.path("missing")) {
            table.row(each.path("endpoint").asString(""), each.path("words").asString(""));
        }
        return table;
    }

    private String moment(JsonNode hour) {
        return hour.path("begins").isString()
                ? CLOCK.format(begins(hour)) + "  " + level(hour, "ms") + "  " + change(hour)
                : "";
    }

    private ZonedDateTime begins(JsonNode hour) {
        return Instant.parse(hour.path("begins").asString("")).atZone(zone);
    }

    /// One measure by hour of day and weekday: the level, and how far it is from its day's.
    public TextTable week(JsonNode measure) {
        TextTable table = new TextTable().words(zone.getId());
        for (DayOfWeek day : DayOfWeek.values()) {
            table.numbers(day.getDisplayName(TextStyle.SHORT, Locale.US));
        }
        String unit = measure.path("unit").asString("");
        Map<String, TextTable.Cell[]> rows = new TreeMap<>();
        Map<Integer, JsonNode> hours = new HashMap<>();
        measure.path("week").forEach(hour -> hours.put(hour.path("hour").asInt(), hour));
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        Instant end = monday.plusWeeks(1).atStartOfDay(zone).toInstant();
        for (Instant begin = firstHour(monday); begin.isBefore(end); begin = begin.plus(HOUR)) {
            ZonedDateTime at = begin.atZone(zone);
            JsonNode hour = hours.get(HourOfWeek.at(at).index());
            if (hour != null) {
                String label =
                        String.format(Locale.ROOT, "%02d:%02d", at.getHour(), at.getMinute());
                TextTable.Cell[] row = row(rows, label);
                if (row[at.getDayOfWeek().ordinal()] != null) {
                    // Where the clocks are put back, an hour comes twice.
                    row = row(rows, label + AGAIN.format(at));
                }
                row[at.getDayOfWeek().ordinal()] = cell(hour, unit);
            }
        }
        rows.forEach((label, cells) -> {
            List<TextTable.Cell> row = new ArrayList<>();
            row.add(new TextTable.Cell(label, false));
            for (TextTable.Cell cell : cells) {
                row.add(cell == null ? new TextTable.Cell("", false) : cell);
            }
            table.row(row);
        });
        return table;
    }

    /// The first hour of UTC that begins on that day.
    private Instant firstHour(LocalDate day) {
        Instant midnight = day.atStartOfDay(zone).toInstant();
        Instant hour = midnight.truncatedTo(ChronoUnit.HOURS);
        return hour.isBefore(midnight) ? hour.plus(HOUR) : hour;
    }

    private static TextTable.Cell[] row(Map<String, TextTable.Cell[]> rows, String label) {
        return rows.computeIfAbsent(label, _ -> new TextTable.Cell[DayOfWeek.values().length]);
    }

    private static TextTable.Cell cell(JsonNode hour, String unit) {
        boolean own = hour.path("depth").asString("").equals("hour_of_week");
        return new TextTable.Cell(
                (own ? "" : "~")
                        + number(hour.path("level").asDouble(), unit)
                        + (unit.equals("ms") ? " " + change(hour) : ""),
                unit.equals("ms") && hour.path("ratioToDay").asDouble() >= MARKED);
    }

    private static String number(double level, String unit) {
        return unit.equals("rate")
                ? String.format(Locale.ROOT, "%.1f%%", level * 100)
                : String.format(Locale.ROOT, level < 10 ? "%.1f" : "%.0f", level);
    }

    /// The next day of one measure.
    public TextTable forecast(JsonNode measure) {
        String unit = measure.path("unit").asString("");
        TextTable table =
                new TextTable()
                        .words("from")
                        .numbers("expected")
                        .numbers("usual from")
                        .numbers("to")
                        .numbers("p95")
                        .numbers("to day")
                        .numbers("calls")
                        .words("rests on");
        for (JsonNode hour : measure.path("forecast")) {
            table.row(
                    CLOCK.format(begins(hour)),
                    level(hour, unit),
                    number(hour.path("low").asDouble(), unit),
                    number(hour.path("high").asDouble(), unit),
                    number(hour.path("slow").asDouble(), unit),
                    change(hour),
                    Long.toString(hour.path("calls").asLong()),
                    depth(hour));
        }
        return table;
    }

    private static String level(JsonNode hour, String unit) {
        return hour.path("level").isNumber()
                ? number(hour.path("level").asDouble(), unit) + (unit.equals("ms") ? " ms" : "")
                : "";
    }

    /// Against the day's level, such as `+32%`.
    private static String change(JsonNode hour) {
        return hour.path("ratioToDay").isNumber()
                ? String.format(
                        Locale.ROOT, "%+.0f%%", (hour.path("ratioToDay").asDouble() - 1) * 100)
                : "";
    }

    private static String depth(JsonNode hour) {
        return switch (hour.path("depth").asString("")) {
            case "hour_of_week" -> "this hour of the week";
            case "hour_of_day" -> "this hour of all days";
            case "whole" -> "all hours";
            default -> "";
        };
    }

    /// What a measure is called in a heading.
    public static String title(JsonNode measure) {
        return switch (measure.path("measure").asString("")) {
            case "first_token_less_prefill" -> "First token without the reading of the prompt, ms";
            case "inter_token" -> "From one token to the next, ms";
            default -> "Failures";
        };
    }
}
