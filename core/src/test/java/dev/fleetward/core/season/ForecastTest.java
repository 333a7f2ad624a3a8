package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// The day to come, and rules that follow it.
class ForecastTest {
    private static final long HOUR = HourOfWeek.MICROS_PER_HOUR;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ProfileKey KEY =
            new ProfileKey("a", "us", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);

    private static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1_000;
    }

    /// Four weeks until 2026-02-02, a Monday; twice as slow from 14 to 16 UTC.
    private static ProfileBook book() {
        Random random = new Random(2);
        ProfileBook book = new ProfileBook();
        for (long at = micros("2026-01-05T00:00:00Z");
                at < micros("2026-02-02T00:00:00Z");
                at += HOUR) {
            int hour = HourOfWeek.at(at).hourOfDay();
            double level = hour == 14 || hour == 15 ? 800e6 : 400e6;
            for (int i = 0; i < 100; i++) {
                book.record(KEY, at + i, level * Math.exp(0.3 * random.nextGaussian()));
            }
        }
        book.closeHours(micros("2026-02-02T01:00:00Z"));
        return book;
    }

    @Test
    void tellsTheNextDayWithItsBands() {
        long now = micros("2026-02-02T10:20:00Z");
        Forecast forecast = Forecast.of(book(), KEY, now);
        assertThat(forecast.hours()).hasSize(24);
        assertThat(forecast.hours().getFirst().startMicros())
                .isEqualTo(micros("2026-02-02T10:00:00Z"));
        for (Forecast.Hour hour : forecast.hours()) {
            boolean peak = hour.hour().hourOfDay() == 14 || hour.hour().hourOfDay() == 15;
            assertThat(hour.median()).isCloseTo(peak ? 800e6 : 400e6, Percentage.withPercentage(8));
            assertThat(hour.low()).isLessThan(hour.median() * 0.92);
            assertThat(hour.high()).isBetween(hour.median() * 1.09, hour.median() * 1.3);
            assertThat(hour.slow())
                    .isCloseTo(hour.median() * Math.exp(0.49), Percentage.withPercentage(12));
        }
        assertThat(forecast.at(micros("2026-02-02T14:59:59Z")).orElseThrow().ratioToDay())
                .isGreaterThan(1.7);
        assertThat(forecast.at(micros("2026-02-03T10:00:00Z"))).isEmpty();
    }

    @Test
    void tellsNothingOfWhatHasNoHistory() {
        assertThat(Forecast.of(new ProfileBook(), KEY, 0).hours()).isEmpty();
    }

    @Test
    void aScheduleFollowsTheClockOfItsZone() {
        PeakRule rule =
                new PeakRule.Scheduled(
                        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        LocalTime.of(9, 0),
                        LocalTime.of(11, 0),
                        NEW_YORK);
        assertThat(isOn(rule, "2026-03-06T14:00:00Z")).isTrue();
        assertThat(isOn(rule, "2026-03-06T13:59:59Z")).isFalse();
        assertThat(isOn(rule, "2026-03-06T16:00:00Z")).isFalse();
        assertThat(isOn(rule, "2026-03-07T14:00:00Z")).isFalse();
        // From 8 March on, nine in New York is an hour earlier in UTC.
        assertThat(isOn(rule, "2026-03-09T13:00:00Z")).isTrue();
        assertThat(isOn(rule, "2026-03-09T15:00:00Z")).isFalse();
    }

    @Test
    void aScheduleMayReachIntoTheNextDay() {
        PeakRule rule =
                new PeakRule.Scheduled(
                        EnumSet.of(DayOfWeek.FRIDAY),
                        LocalTime.of(22, 0),
                        LocalTime.of(2, 0),
                        ZoneId.of("UTC"));
        assertThat(isOn(rule, "2026-03-06T23:00:00Z")).isTrue();
        assertThat(isOn(rule, "2026-03-07T01:59:00Z")).isTrue();
        assertThat(isOn(rule, "2026-03-07T02:00:00Z")).isFalse();
        assertThat(isOn(rule, "2026-03-06T01:00:00Z")).isFalse();
        assertThat(isOn(rule, "2026-03-07T23:00:00Z")).isFalse();
    }

    private static boolean isOn(PeakRule rule, String instant) {
        return rule.isOn(false, micros(instant), Optional.empty());
    }

    @Test
    void aMeasuredPeakGoesOnAboveOneRatioAndOffBelowAnother() {
        ProfileBook book = book();
        long peak = micros("2026-02-02T14:30:00Z");
        long flat = micros("2026-02-02T09:30:00Z");
        PeakRule rule = new PeakRule.Measured(1.5, 1.1);
        assertThat(rule.isOn(false, peak, book.at(KEY, peak))).isTrue();
        assertThat(rule.isOn(true, flat, book.at(KEY, flat))).isFalse();
        double ratio = book.at(KEY, peak).orElseThrow().ratioToDay();
        PeakRule slow = new PeakRule.Measured(ratio + 0.1, ratio - 0.1);
        assertThat(slow.isOn(false, peak, book.at(KEY, peak))).isFalse();
        assertThat(slow.isOn(true, peak, book.at(KEY, peak))).isTrue();
        assertThat(rule.isOn(true, peak, Optional.empty())).isFalse();
        assertThatThrownBy(() -> new PeakRule.Measured(1.1, 1.2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
