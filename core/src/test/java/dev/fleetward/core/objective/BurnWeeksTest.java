package dev.fleetward.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Weeks of constant traffic, minute by minute: 10,000 calls each, of which 10 may fail.
class BurnWeeksTest {
    private static final long MINUTE = 60_000_000L;
    private static final long START = 1_780_000_200_000_000L / (15 * MINUTE) * (15 * MINUTE);
    private static final int PER_MINUTE = 10_000;
    private static final int ALLOWED = 10;
    private static final int DAY = 24 * 60;
    private static final int NEVER = -1;
    private static final ServiceLevel LEVEL =
            new ServiceLevel(
                    new Holder(Kind.FEATURE, "support-chat"),
                    Measure.SUCCESS,
                    new Percent(999_000),
                    0);

    private final ObjectiveBook book = new ObjectiveBook(List.of(LEVEL));
    private long minute;

    private long now() {
        return START + minute * MINUTE + MINUTE - 1;
    }

    private void live(int events, int bad) {
        book.add(LEVEL, START + minute * MINUTE, new Counts(events, bad), now());
        book.evaluate(now());
    }

    private void quietly(int minutes) {
        for (int i = 0; i < minutes; i++, minute++) {
            live(PER_MINUTE, 0);
        }
    }

    private Standing standing() {
        return book.standings(now()).getFirst();
    }

    private boolean on(BurnWindow window) {
        return standing().alarms().stream().anyMatch(alarm -> alarm.window().equals(window));
    }

    /// Minutes of burning until the alarm of a window is as wanted, or [#NEVER].
    private int minutesUntil(boolean wanted, BurnWindow window, int badPerMinute, int most) {
        for (int passed = 1; passed <= most; passed++, minute++) {
            live(PER_MINUTE, badPerMinute);
            if (on(window) == wanted) {
                minute++;
                return passed;
            }
        }
        return NEVER;
    }

    private static long ceil(double value) {
        return (long) Math.ceil(value - 1e-9);
    }

    /// After a constant burn of rate b, e minutes long, the long window W shows e · b / W: it is
    /// over the threshold T once e > W · T / b. When the burn stops, the short window S shows (S −
    /// e) · b / S: it is no longer over it once e ≥ S · (1 − T / b).
    @ParameterizedTest
    @CsvSource({
        "0, 15", "0, 20", "0, 40", "0, 144", "0, 1000", "1, 7", "1, 10", "1, 14", "1, 60", "1, 500",
        "2, 4", "2, 5", "2, 10", "2, 100", "3, 2", "3, 3", "3, 10", "3, 50"
    })
    void alarmsGoOnAndOffAtTheTimesThatTheFormulasGive(int index, int rate) {
        BurnWindow window = BurnWindow.ALL.get(index);
        double threshold = window.rateTenths() / 10.0;
        long longMinutes = window.longWindow().toMinutes();
        long shortMinutes = window.shortWindow().toMinutes();
        int bucket = longMinutes > 6 * 60 ? 15 : 1;
        quietly(4 * DAY);

        int on = minutesUntil(true, window, rate * ALLOWED, 4 * DAY);
        long expected = (long) Math.floor(longMinutes * threshold / rate + 1e-9) + 1;
        assertThat(on).isNotEqualTo(NEVER);
        assertThat((long) on).isCloseTo(expected, within((long) bucket - 1));

        int full = (int) Math.max(0, shortMinutes - on);
        for (int i = 0; i < full; i++, minute++) {
            live(PER_MINUTE, rate * ALLOWED);
        }
        int off = minutesUntil(false, window, 0, 4 * DAY);
        assertThat(off).isNotEqualTo(NEVER);
        assertThat((long) off).isEqualTo(ceil(shortMinutes * (1 - threshold / rate)));
    }

    @Test
    void aMonthOfFailingExactlyAsOftenAsAllowedRaisesNothing() {
        for (int i = 0; i < 31 * DAY; i++, minute++) {
            live(PER_MINUTE, ALLOWED);
            assertThat(standing().alarms()).isEmpty();
        }
        minute--;
        assertThat(standing().left()).isCloseTo(0, within(1e-9));
        assertThat(standing().attained()).isCloseTo(0.999, within(1e-9));
    }

    @Test
    void aBurnOfTheThresholdItselfIsNotYetTooFast() {
        BurnWindow page = BurnWindow.ALL.getFirst();
        quietly(DAY);
        assertThat(minutesUntil(true, page, 144, DAY)).isEqualTo(NEVER);
    }

    @Test
    void alarmsOfOneBurnComeInTheOrderOfTheirWindowsAndSayThatTheBudgetGoes() {
        quietly(30 * DAY);
        assertThat(standing().left()).isEqualTo(1);
        assertThat(standing().lasts()).isEmpty();

        assertThat(minutesUntil(true, BurnWindow.ALL.getFirst(), 30 * ALLOWED, DAY)).isEqualTo(29);
        for (int i = 29; i < 60; i++, minute++) {
            live(PER_MINUTE, 30 * ALLOWED);
        }
        minute--;
        Standing after = standing();
        assertThat(after.pages()).isTrue();
        assertThat(after.rate(Duration.ofMinutes(5))).isCloseTo(30, within(1e-9));
        assertThat(after.rate(Duration.ofHours(1))).isCloseTo(30, within(1e-9));
        // An hour at 30 spends 30 of the month's 720 hours.
        assertThat(after.left()).isCloseTo(1 - 30.0 / 720, within(1e-3));
        assertThat(after.lasts())
                .hasValueSatisfying(time -> assertThat(time.toHours()).isCloseTo(23, within(1L)));
    }

    @Test
    void aBudgetThatIsGoneLastsNoLonger() {
        quietly(DAY);
        for (int i = 0; i < DAY; i++, minute++) {
            live(PER_MINUTE, 10 * ALLOWED);
        }
        minute--;
        assertThat(standing().left()).isNegative();
        assertThat(standing().lasts()).isEqualTo(Optional.of(Duration.ZERO));
    }

    @Test
    void fewCallsRaiseNothingHoweverBadTheyAre() {
        for (int i = 0; i < 20 * 29; i++, minute++) {
            live(i % 20 == 0 ? 1 : 0, i % 20 == 0 ? 1 : 0);
            assertThat(on(BurnWindow.ALL.get(0))).isFalse();
            if (i < 20 * (BurnWindow.LEAST_EVENTS - 1)) {
                assertThat(standing().alarms()).isEmpty();
            }
        }
    }

    @Test
    void oneFailureIsNoTrendAndTwoAmongThirtyAre() {
        live(29, 1);
        assertThat(standing().alarms()).isEmpty();
        minute++;
        live(0, 0);
        assertThat(standing().alarms()).isEmpty();
        minute++;
        live(1, 1);
        assertThat(standing().pages()).isTrue();
    }

    @Test
    void noTrafficEndsAnAlarm() {
        quietly(60);
        assertThat(minutesUntil(true, BurnWindow.ALL.getFirst(), PER_MINUTE, 10))
                .isNotEqualTo(NEVER);
        for (int i = 0; i < 5; i++, minute++) {
            live(0, 0);
        }
        assertThat(on(BurnWindow.ALL.getFirst())).isFalse();
    }

    @Test
    void aClockThatIsPutAYearAheadAndBackKeepsTheAlarm() {
        quietly(60);
        assertThat(minutesUntil(true, BurnWindow.ALL.getFirst(), PER_MINUTE, 10))
                .isNotEqualTo(NEVER);
        minute--;
        long since = standing().alarms().getFirst().sinceMicros();
        minute += 365 * DAY;
        live(PER_MINUTE, 0);
        assertThat(standing().alarms()).isEmpty();
        minute -= 365 * DAY;
        live(PER_MINUTE, PER_MINUTE);
        assertThat(standing().pages()).isTrue();
        assertThat(standing().alarms().getFirst().sinceMicros()).isGreaterThanOrEqualTo(since);
    }

    @Test
    void whereNothingMayFailAnyFailureBurnsInfinitelyFast() {
        ServiceLevel perfect =
                new ServiceLevel(LEVEL.holder(), Measure.SUCCESS, Percent.HUNDRED, 0);
        ObjectiveBook strict = new ObjectiveBook(List.of(perfect));
        strict.add(perfect, now(), new Counts(1_000, 2), now());
        strict.evaluate(now());
        Standing standing = strict.standings(now()).getFirst();
        assertThat(standing.pages()).isTrue();
        assertThat(standing.rate(Duration.ofHours(1))).isInfinite();
        assertThat(standing.lasts()).hasValue(Duration.ZERO);
    }
}
