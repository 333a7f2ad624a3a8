package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourOfWeekTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1_000;
    }

    @Test
    void countsFromMondayMidnightUtc() {
        assertThat(HourOfWeek.at(micros("2026-03-02T00:00:00Z")).index()).isZero();
        assertThat(HourOfWeek.at(micros("2026-03-08T23:59:59Z")).index()).isEqualTo(167);
        assertThat(HourOfWeek.at(0).index()).isEqualTo(72);
        assertThat(HourOfWeek.at(-1).index()).isEqualTo(71);
        assertThat(HourOfWeek.at(Long.MIN_VALUE).index()).isBetween(0, 167);
        assertThatThrownBy(() -> new HourOfWeek(168)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agreesWithTheCalendarAtEveryMoment() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long seconds = random.nextLong(-4_000_000_000L, 8_000_000_000L);
            ZonedDateTime moment = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
            HourOfWeek hour = HourOfWeek.at(seconds * 1_000_000);
            assertThat(hour.day()).as("second %d", seconds).isEqualTo(moment.getDayOfWeek());
            assertThat(hour.hourOfDay()).as("second %d", seconds).isEqualTo(moment.getHour());
            assertThat(HourOfWeek.at(moment.withZoneSameInstant(NEW_YORK))).isEqualTo(hour);
            assertThat(hour.in(NEW_YORK, moment.toLocalDate()).toInstant())
                    .isEqualTo(moment.withMinute(0).withSecond(0).toInstant());
        }
    }

    @Test
    void hasAnotherNameAfterTheClocksChange() {
        HourOfWeek hour = HourOfWeek.at(micros("2026-03-02T14:00:00Z"));
        assertThat(hour.label(NEW_YORK, LocalDate.of(2026, 3, 2))).isEqualTo("Mon 09:00 EST");
        assertThat(hour.label(NEW_YORK, LocalDate.of(2026, 3, 9))).isEqualTo("Mon 10:00 EDT");
        assertThat(hour.label(BERLIN, LocalDate.of(2026, 3, 9))).isEqualTo("Mon 15:00 CET");
        assertThat(hour.label(BERLIN, LocalDate.of(2026, 3, 30))).isEqualTo("Mon 16:00 CEST");
        assertThat(hour.label(ZoneId.of("Asia/Kolkata"), LocalDate.of(2026, 3, 2)))
                .startsWith("Mon 19:30");
        assertThat(hour).hasToString("Mon 14:00 UTC");
    }

    @Test
    void nineInNewYorkIsAnotherHourOfTheWeekInSummer() {
        ZonedDateTime winter = ZonedDateTime.of(2026, 3, 2, 9, 0, 0, 0, NEW_YORK);
        ZonedDateTime summer = winter.plusWeeks(1);
        assertThat(HourOfWeek.at(winter).index() - HourOfWeek.at(summer).index()).isEqualTo(1);
    }

    @Test
    void anHourThatTheClockSkipsOrRepeatsIsStillOneHour() {
        // In Berlin the clocks went from 2 to 3 on 29 March 2026, and go from 3 to 2 on 25 October.
        LocalDate spring = LocalDate.of(2026, 3, 29);
        assertThat(new HourOfWeek(144).label(BERLIN, spring)).isEqualTo("Sun 01:00 CET");
        assertThat(new HourOfWeek(145).label(BERLIN, spring)).isEqualTo("Sun 03:00 CEST");
        LocalDate autumn = LocalDate.of(2026, 10, 25);
        assertThat(new HourOfWeek(144).label(BERLIN, autumn)).isEqualTo("Sun 02:00 CEST");
        assertThat(new HourOfWeek(145).label(BERLIN, autumn)).isEqualTo("Sun 02:00 CET");
    }

    @Test
    void knowsWhenItComesNext() {
        Instant tuesday = Instant.parse("2026-03-03T00:30:00Z");
        assertThat(new HourOfWeek(0).next(NEW_YORK, tuesday))
                .isEqualTo(ZonedDateTime.of(2026, 3, 8, 20, 0, 0, 0, NEW_YORK));
        assertThat(new HourOfWeek(25).next(ZoneOffset.UTC, tuesday).toInstant())
                .isEqualTo(Instant.parse("2026-03-03T01:00:00Z"));
    }
}
