package dev.fleetward.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The week of an endpoint as clocks show it that change: level `n` is that of hour `n` of the week
/// in UTC.
class SeasonsPageTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final int HOURS = 168;

    private static ObjectNode measure() {
        ObjectNode measure = JsonMapper.shared().createObjectNode();
        measure.put("measure", "first_token_less_prefill").put("unit", "ms");
        return measure;
    }

    private static JsonNode week() {
        ObjectNode measure = measure();
        ArrayNode week = measure.putArray("week");
        for (int hour = 0; hour < HOURS; hour++) {
            week.addObject()
                    .put("hour", hour)
                    .put("level", 1_000 + hour)
                    .put("ratioToDay", 1.0)
                    .put("depth", "hour_of_week");
        }
        return measure;
    }

    private static List<String> weekOf(LocalDate day) {
        return lines(new SeasonsPage(week(), NEW_YORK, day).week(week()));
    }

    private static List<String> lines(TextTable table) {
        return table.render(200, Ink.PLAIN);
    }

    /// The row of that hour.
    private static String at(List<String> lines, String hour) {
        return lines.stream().filter(line -> line.startsWith(hour)).findFirst().orElse("");
    }

    @Test
    void anHourOfTheWeekHasTheNameThatItHasInTheWeekShown() {
        // Monday 14:00 UTC is hour 14.
        assertThat(at(weekOf(LocalDate.of(2026, 2, 18)), "09:00")).matches("09:00 +1014 \\+0%.*");
        assertThat(at(weekOf(LocalDate.of(2026, 4, 15)), "10:00")).matches("10:00 +1014 \\+0%.*");
    }

    @Test
    void theHourThatIsSkippedInSpringIsEmpty() {
        // Sunday 8 March 2026: 06:00 UTC is 01:00 in New York, 07:00 UTC is 03:00.
        List<String> week = weekOf(LocalDate.of(2026, 3, 4));
        assertThat(at(week, "01:00")).endsWith("1150 +0%");
        assertThat(at(week, "02:00")).doesNotContain("1151").endsWith("1127 +0%");
        assertThat(at(week, "03:00")).endsWith("1151 +0%");
        assertThat(week).hasSize(1 + 24);
    }

    @Test
    void theHourThatComesTwiceInAutumnShowsBoth() {
        // Sunday 1 November 2026: 05:00 and 06:00 UTC are both 01:00 in New York.
        List<String> week = weekOf(LocalDate.of(2026, 10, 28));
        assertThat(at(week, "01:00")).endsWith("1149 +0%");
        assertThat(at(week, "01:00 EST")).endsWith("1150 +0%");
        assertThat(week).hasSize(1 + 25);
        assertThat(at(week, "02:00")).endsWith("1151 +0%");
    }

    @Test
    void theNextDayAcrossAChangeOfTheClocksHasNoHourTwiceAndNoneTooMuch() {
        ObjectNode measure = measure();
        ArrayNode hours = measure.putArray("forecast");
        Instant from = Instant.parse("2026-03-08T04:00:00Z");
        for (int i = 0; i < 24; i++) {
            hours.addObject()
                    .put("begins", from.plusSeconds(3_600L * i).toString())
                    .put("level", 200 + i)
                    .put("low", 180)
                    .put("high", 230)
                    .put("slow", 400)
                    .put("ratioToDay", 1.0)
                    .put("calls", 300)
                    .put("depth", "hour_of_week");
        }
        List<String> next =
                lines(
                        new SeasonsPage(measure, NEW_YORK, LocalDate.of(2026, 3, 7))
                                .forecast(measure));
        assertThat(next).hasSize(1 + 24);
        assertThat(next.get(1)).startsWith("Sat 23:00");
        assertThat(next.get(3)).startsWith("Sun 01:00");
        assertThat(next.get(4)).startsWith("Sun 03:00");
        assertThat(next.get(24)).startsWith("Sun 23:00");
    }
}
