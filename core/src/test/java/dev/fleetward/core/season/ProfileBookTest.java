package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProfileBookTest {
    private static final long HOUR = HourOfWeek.MICROS_PER_HOUR;
    private static final long WEEK = 168 * HOUR;

    /// A Monday, 00:00 UTC.
    private static final long MONDAY = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli() * 1_000;

    private static final ProfileKey FIRST =
            new ProfileKey("a", "us", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
    private static final ProfileKey FAILS =
            new ProfileKey("a", "us", PromptSize.SMALL, Measure.FAILURES);

    private final ProfileBook book = new ProfileBook(20);
    private final Random random = new Random(5);

    /// 400 ms in most hours, 600 ms from 14 to 18 UTC on weekdays.
    private static double usual(long at) {
        HourOfWeek hour = HourOfWeek.at(at);
        boolean peak = hour.index() < 120 && hour.hourOfDay() >= 14 && hour.hourOfDay() < 18;
        return peak ? 600e6 : 400e6;
    }

    private void hour(ProfileKey key, long at, double level, int calls) {
        for (int i = 0; i < calls; i++) {
            book.record(key, at + i * HOUR / calls, level * Math.exp(0.5 * random.nextGaussian()));
        }
    }

    private void weeks(int count, int callsPerHour) {
        for (long at = MONDAY; at < MONDAY + count * WEEK; at += HOUR) {
            hour(FIRST, at, usual(at), callsPerHour);
        }
        book.closeHours(MONDAY + count * WEEK + HOUR);
    }

    private Baseline at(long micros) {
        return book.at(FIRST, micros).orElseThrow();
    }

    @Test
    void knowsTheHourOfTheWeekAndItsRatioToTheDay() {
        weeks(3, 300);
        Baseline peak = at(MONDAY + 3 * WEEK + 15 * HOUR);
        assertThat(peak.hour()).hasToString("Mon 15:00 UTC");
        assertThat(peak.median()).isCloseTo(600e6, Percentage.withPercentage(5));
        assertThat(peak.ratioToDay()).isCloseTo(1.45, within(0.1));
        assertThat(peak.depth()).isEqualTo(Depth.HOUR_OF_WEEK);
        assertThat(peak.shrunk()).isFalse();
        assertThat(peak.quantile(0.9))
                .isCloseTo(600e6 * Math.exp(0.64), Percentage.withPercentage(8));
        assertThat(peak.band()).isBetween(Math.log(1.1), 0.15);
        assertThat(peak.bandOf(10)).isGreaterThan(0.3);
        assertThat(peak.isUsual(640e6, 300)).isTrue();
        assertThat(peak.isUsual(900e6, 300)).isFalse();

        Baseline saturday = at(MONDAY + 3 * WEEK + (5 * 24 + 15) * HOUR);
        assertThat(saturday.median()).isCloseTo(400e6, Percentage.withPercentage(5));
        assertThat(saturday.ratioToDay()).isCloseTo(1, within(0.05));
    }

    @Test
    void olderWeeksCountLess() {
        weeks(1, 300);
        assertThat(at(MONDAY + WEEK).n()).isCloseTo(300 * Math.exp(-1 / 6.0), within(1.0));
        assertThat(at(MONDAY + 7 * WEEK).n()).isCloseTo(300 * Math.exp(-7 / 6.0), within(1.0));
        for (int week = 1; week <= 12; week++) {
            hour(FIRST, MONDAY + week * WEEK, 800e6, 300);
            hour(FIRST, MONDAY + week * WEEK + HOUR, 400e6, 1);
            book.closeHours(MONDAY + week * WEEK + 3 * HOUR);
        }
        assertThat(at(MONDAY + 13 * WEEK).median()).isGreaterThan(750e6);
    }

    @Test
    void aThinHourIsFilledUpFromItsHourOfTheDayAndThenFromTheWhole() {
        for (long day = 0; day < 5; day++) {
            hour(FIRST, MONDAY + (day * 24 + 15) * HOUR, 600e6, 100);
            hour(FIRST, MONDAY + (day * 24 + 3) * HOUR, 200e6, 30);
        }
        book.closeHours(MONDAY + WEEK);
        Baseline daily = at(MONDAY + 15 * HOUR);
        assertThat(daily.depth()).isEqualTo(Depth.HOUR_OF_DAY);
        assertThat(daily.n()).isCloseTo(100, within(1e-3));
        assertThat(daily.median()).isCloseTo(600e6, Percentage.withPercentage(12));

        Baseline never = at(MONDAY + 8 * HOUR);
        assertThat(never.depth()).isEqualTo(Depth.WHOLE);
        assertThat(never.shrunk()).isTrue();
        assertThat(never.n()).isZero();
        assertThat(never.median()).isBetween(200e6, 620e6);
    }

    @Test
    void theBlendWeighsTheHourByWhatItHas() {
        hour(FIRST, MONDAY + 15 * HOUR, 900e6, 150);
        hour(FIRST, MONDAY + 39 * HOUR, 300e6, 1_000);
        book.closeHours(MONDAY + WEEK);
        Baseline blended = at(MONDAY + 15 * HOUR);
        // Three of four values are the hour's own: their lower third lies above the median.
        assertThat(blended.median()).isBetween(600e6, 900e6);
        assertThat(at(MONDAY + 39 * HOUR).median()).isCloseTo(300e6, Percentage.withPercentage(5));
    }

    @Test
    void whatHasNoHistoryHasNoBaseline() {
        assertThat(book.at(FIRST, MONDAY)).isEmpty();
        hour(FIRST, MONDAY, 400e6, 19);
        book.closeHours(MONDAY + 2 * HOUR);
        assertThat(book.at(FIRST, MONDAY)).isEmpty();
        hour(FIRST, MONDAY + 2 * HOUR, 400e6, 2);
        book.closeHours(MONDAY + 4 * HOUR);
        assertThat(book.at(FIRST, MONDAY + 2 * HOUR)).isPresent();
    }

    @Test
    void anHourIsNotJudgedByItself() {
        weeks(2, 300);
        long now = MONDAY + 2 * WEEK;
        double before = at(now).median();
        hour(FIRST, now, 4_000e6, 3_000);
        assertThat(at(now).median()).isEqualTo(before);
        book.closeHours(now + HOUR + ProfileBook.GRACE_MICROS - 1);
        assertThat(at(now).median()).isEqualTo(before);
        book.closeHours(now + HOUR + ProfileBook.GRACE_MICROS);
        assertThat(at(now).median()).isGreaterThan(before * 2);
    }

    @Test
    void failuresAreRates() {
        for (int week = 0; week < 4; week++) {
            for (int i = 0; i < 1_000; i++) {
                book.record(FAILS, MONDAY + week * WEEK + i, i % 50 == 0 ? 1 : 0);
            }
            book.closeHours(MONDAY + week * WEEK + 2 * HOUR);
        }
        Baseline baseline = book.at(FAILS, MONDAY + 4 * WEEK).orElseThrow();
        assertThat(baseline.median()).isCloseTo(0.02, within(1e-4));
        assertThat(baseline.band()).isEqualTo(0.01);
        assertThat(baseline.isUsual(0.028, 10_000)).isTrue();
        assertThat(baseline.isUsual(0.04, 10_000)).isFalse();
        assertThat(baseline.isUsual(0.04, 20)).isTrue();
    }

    @Test
    void missingDaysChangeNothingButTheWeightOfThePast() {
        weeks(3, 300);
        double median = at(MONDAY + 3 * WEEK + 15 * HOUR).median();
        long back = MONDAY + 8 * WEEK;
        Baseline after = at(back + 15 * HOUR);
        assertThat(after.median()).isCloseTo(median, Percentage.withPercentage(2));
        assertThat(after.n()).isLessThan(at(MONDAY + 3 * WEEK + 15 * HOUR).n() / 2);
        hour(FIRST, back, 400e6, 300);
        book.closeHours(back + 2 * HOUR);
        assertThat(at(back + 15 * HOUR).median()).isCloseTo(median, Percentage.withPercentage(2));
    }

    @Test
    void aClockThatJumpsFarAheadAndBackDoesNotCostTheMemory() {
        weeks(3, 300);
        long now = MONDAY + 3 * WEEK;
        double median = at(now + 15 * HOUR).median();
        hour(FIRST, now + 520 * WEEK + HOUR, 9_000e6, 50);
        hour(FIRST, now + HOUR, 400e6, 300);
        hour(FIRST, now + 2 * HOUR, 400e6, 300);
        book.closeHours(now + 530 * WEEK);
        book.closeHours(now);
        Baseline after = at(now + 15 * HOUR);
        assertThat(after.median()).isCloseTo(median, Percentage.withPercentage(1));
        assertThat(after.n()).isCloseTo(651, within(1.0));
        // The hour that the jump hit holds its values; what follows outweighs them.
        assertThat(at(now + HOUR).median()).isLessThan(600e6);
        assertThat(at(now + 520 * WEEK).n()).isGreaterThan(5);
    }

    @Test
    void lateValuesGoToTheirHour() {
        weeks(2, 300);
        long now = MONDAY + 2 * WEEK + 20 * HOUR;
        hour(FIRST, now, 400e6, 10);
        double n = at(now + HOUR).n();
        long late = now - 3 * HOUR;
        hour(FIRST, late, 600e6, 300);
        hour(FIRST, now, 400e6, 10);
        book.closeHours(now + 3 * HOUR);
        assertThat(at(late).n()).isGreaterThan(700);
        assertThat(at(now + HOUR).n()).isEqualTo(n);
        // A week late: as old as that.
        double before = at(now + 2 * HOUR).n();
        hour(FIRST, now - WEEK + 2 * HOUR, 400e6, 60);
        book.closeHours(now + 3 * HOUR);
        assertThat(at(now + 2 * HOUR).n() - before).isCloseTo(60 * Math.exp(-1 / 6.0), within(3.0));
    }

    @Test
    void takesTimesAndValuesOfAnyKind() {
        for (long time : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            hour(FIRST, time < 0 ? time : time - 3 * HOUR, 400e6, 60);
            book.closeHours(Long.MAX_VALUE);
            assertThat(book.at(FIRST, time)).isPresent();
        }
        book.record(FIRST, 0, Double.NaN);
        book.record(FIRST, 0, Double.POSITIVE_INFINITY);
        book.record(FIRST, 0, -5);
        assertThat(book.ignored()).isEqualTo(2);
    }

    @Test
    void forgetsWhatWasUsedLeastRecently() {
        for (int i = 0; i < 20; i++) {
            book.record(key(i), MONDAY, 1e6);
        }
        book.record(key(0), MONDAY, 1e6);
        book.record(key(20), MONDAY, 1e6);
        assertThat(book.keys()).hasSize(20).contains(key(0), key(20)).doesNotContain(key(1));
        assertThat(book.drainChanges().forgotten()).containsExactly(key(1));
        assertThat(book.drainChanges().forgotten()).isEmpty();
    }

    private static ProfileKey key(int number) {
        return new ProfileKey("e" + number, "", PromptSize.LARGE, Measure.INTER_TOKEN);
    }

    @Test
    void comesBackFromItsRowsWithTheHoursThatAreStillOpen() {
        weeks(2, 100);
        long now = MONDAY + 2 * WEEK;
        hour(FIRST, now, 700e6, 500);
        ProfileBook other = new ProfileBook(20);
        book.rows().forEach(other::restore);
        for (long at = now; at < now + WEEK; at += HOUR) {
            assertThat(other.at(FIRST, at).orElseThrow().median()).isEqualTo(at(at).median());
            assertThat(other.at(FIRST, at).orElseThrow().band()).isEqualTo(at(at).band());
        }
        other.closeHours(now + 2 * HOUR);
        book.closeHours(now + 2 * HOUR);
        assertThat(other.at(FIRST, now).orElseThrow().n()).isCloseTo(at(now).n(), within(1e-2));
        assertThat(other.bytes()).isEqualTo(book.bytes());
    }

    @Test
    void tellsOnlyTheRowsThatChanged() {
        weeks(1, 50);
        ProfileBook.Changes all = book.drainChanges();
        assertThat(all.rows()).hasSize(168);
        assertThat(book.drainChanges().rows()).isEmpty();
        hour(FIRST, MONDAY + WEEK, 400e6, 50);
        ProfileBook.Changes open = book.drainChanges();
        assertThat(open.rows()).singleElement().matches(ProfileRow::open);
        assertThat(open.openOf()).containsExactly(FIRST);
        book.closeHours(MONDAY + WEEK + 2 * HOUR);
        assertThat(book.drainChanges().rows()).singleElement().matches(row -> !row.open());
    }

    @Test
    void refusesRowsThatAreNone() {
        HourOfWeek hour = new HourOfWeek(0);
        assertThatThrownBy(() -> book.restore(new ProfileRow(FIRST, hour, false, new byte[40])))
                .isInstanceOf(IllegalArgumentException.class);
        weeks(1, 10);
        ProfileRow row = book.rows().getFirst();
        assertThatThrownBy(() ->
                        book.restore(new ProfileRow(FIRST, new HourOfWeek(9), false, row.bytes())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
