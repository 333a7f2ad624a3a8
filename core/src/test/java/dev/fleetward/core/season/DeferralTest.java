package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Move;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DeferralTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long START = 1_000 * HOUR;
    private static final Deferral RULE = new Deferral(8 * HOUR, 0.1);

    /// Slow for the first `slow` hours of `hours`.
    private static SeasonPlan plan(int slow, int hours, boolean shared) {
        List<Hour> all = new ArrayList<>();
        for (int i = 0; i < hours; i++) {
            long start = START + i * HOUR;
            all.add(new Hour(start, start + HOUR, i < slow ? 1.5 : 0.8));
        }
        return new SeasonPlan(Map.of("e", new Outlook(shared, all)));
    }

    private static Optional<Deferral.Held> decide(SeasonPlan plan, long deadline) {
        return RULE.decide(plan, "e", "f", START + HOUR / 2, deadline, 0);
    }

    @RepeatedTest(20)
    void holdsUntilAnHourThatIsNotSlowAndLeavesHalfOfTheTime(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            int slow = 1 + random.nextInt(10);
            SeasonPlan plan = plan(slow, 24, true);
            long now = START + random.nextLong(24 * HOUR);
            long deadline = now + 1 + random.nextLong(24 * HOUR);
            RULE.decide(plan, "e", "f", now, deadline, random.nextInt())
                    .ifPresent(held -> {
                        assertThat(held.untilMicros())
                                .as("seed %d", run.getCurrentRepetition())
                                .isGreaterThan(now)
                                .isGreaterThanOrEqualTo(START + slow * HOUR)
                                .isLessThanOrEqualTo(now + (deadline - now) / 2)
                                .isLessThanOrEqualTo(now + 8 * HOUR);
                        assertThat(held.ratio()).isEqualTo(1.5);
                    });
        }
        assertThat(decide(plan(3, 24, true), START + 20 * HOUR)).isPresent();
    }

    @Test
    void lastsNoLongerThanTheDeadlineHoweverOftenACallComesBack() {
        SeasonPlan plan = plan(23, 24, true);
        long deadline = START + 24 * HOUR;
        long now = START + 1;
        for (int times = 0; times < 60; times++) {
            Optional<Deferral.Held> held =
                    new Deferral(24 * HOUR, 0.1).decide(plan, "e", "f", now, deadline, -1);
            if (held.isEmpty()) {
                break;
            }
            now = held.get().untilMicros();
        }
        assertThat(now).isLessThan(deadline - Deferral.LEAST_LEFT_MICROS);
    }

    @Test
    void holdsNothingWhereNothingIsKnownOrNobodyGains() {
        long far = START + 20 * HOUR;
        assertThat(decide(SeasonPlan.NOTHING, far)).isEmpty();
        assertThat(decide(plan(3, 24, false), far)).isEmpty();
        assertThat(decide(plan(0, 24, true), far)).as("it is not slow").isEmpty();
        assertThat(decide(plan(3, 3, true), far)).as("nothing is known of what follows").isEmpty();
        assertThat(decide(plan(12, 24, true), far)).as("not within reach").isEmpty();
        assertThat(decide(plan(3, 24, true), START + 3 * HOUR)).as("too near").isEmpty();
        assertThat(RULE.decide(plan(3, 24, true), "e", "f", START - HOUR, far, 0))
                .as("a plan of later hours")
                .isEmpty();
    }

    @Test
    void comesBackSpreadOverTheTroughAndTogetherIfItBelongsTogether() {
        SeasonPlan plan = plan(2, 24, true);
        long[] perHour = new long[24];
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long until =
                    RULE.decide(plan, "e", "f", START, START + 24 * HOUR, random.nextInt())
                            .orElseThrow()
                            .untilMicros();
            perHour[(int) ((until - START) / HOUR)]++;
        }
        for (int hour = 0; hour < 24; hour++) {
            if (hour >= 2 && hour < 8) {
                assertThat(perHour[hour]).isBetween(1_500L, 1_850L);
            } else {
                assertThat(perHour[hour]).isZero();
            }
        }
        assertThat(RULE.decide(plan, "e", "f", START, START + 24 * HOUR, 99))
                .isEqualTo(RULE.decide(plan, "e", "f", START, START + 24 * HOUR, 99));
    }

    /// Slow for the first three hours; what comes in an hour goes to these hours.
    private static SeasonPlan planned(Move... moves) {
        return plan(3, 24, true).moving(Map.of("e", Map.of("f", List.of(moves))));
    }

    @Test
    void comesBackInThePlannedHoursEachWithItsShareAndInPartNotAtAll() {
        SeasonPlan plan =
                planned(
                        new Move(START, 0, START, 0.25),
                        new Move(START, 0, START + 5 * HOUR, 0.5),
                        new Move(START, 0, START + 7 * HOUR, 0.25),
                        new Move(START + HOUR, 0, START + 4 * HOUR, 1));
        long[] perHour = new long[24];
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long until =
                    RULE.decide(plan, "e", "f", START, START + 24 * HOUR, random.nextInt())
                            .map(Deferral.Held::untilMicros)
                            .orElse(START);
            perHour[(int) ((until - START) / HOUR)]++;
        }
        assertThat(perHour[0]).isBetween(2_300L, 2_700L);
        assertThat(perHour[5]).isBetween(4_800L, 5_200L);
        assertThat(perHour[7]).isBetween(2_300L, 2_700L);
        assertThat(perHour[0] + perHour[5] + perHour[7]).isEqualTo(10_000);
        assertThat(RULE.decide(plan, "e", "f", START + HOUR, START + 24 * HOUR, 5).orElseThrow())
                .extracting(Deferral.Held::untilMicros)
                .satisfies(until ->
                        assertThat((Long) until).isBetween(START + 4 * HOUR, START + 5 * HOUR - 1));
        assertThat(RULE.decide(plan, "e", "other", START, START + 24 * HOUR, 5))
                .as("another feature's plan")
                .isEqualTo(RULE.decide(plan(3, 24, true), "e", "f", START, START + 24 * HOUR, 5));
    }

    @Test
    void doesWithoutThePlanWhatThePlanLeadsOutOfReachOrIntoASlowHour() {
        for (Move move :
                List.of(
                        new Move(START, 0, START + 7 * HOUR, 1),
                        new Move(START, 0, START + 2 * HOUR, 1))) {
            assertThat(RULE.decide(planned(move), "e", "f", START, START + 12 * HOUR, 77))
                    .isPresent()
                    .isEqualTo(
                            RULE.decide(plan(3, 24, true), "e", "f", START, START + 12 * HOUR, 77));
        }
    }

    @Test
    void callsWithLessTimeFollowThePlanOfThoseWithAsMuch() {
        SeasonPlan plan =
                planned(
                        new Move(START, 20 * HOUR, START + 7 * HOUR, 1),
                        new Move(START, 9 * HOUR, START + 3 * HOUR, 1));
        assertThat(hour(plan, 24 * HOUR)).isEqualTo(7);
        assertThat(hour(plan, 20 * HOUR)).isEqualTo(7);
        assertThat(hour(plan, 20 * HOUR - 1)).isEqualTo(3);
        assertThat(hour(plan, 9 * HOUR)).isEqualTo(3);
        assertThat(hour(plan, 8 * HOUR)).as("no plan, so anywhere in reach").isEqualTo(3);
    }

    private static long hour(SeasonPlan plan, long time) {
        return (RULE.decide(plan, "e", "f", START, START + time, -1).orElseThrow().untilMicros()
                        - START)
                / HOUR;
    }

    @RepeatedTest(20)
    void noPlanHoldsBeyondHalfOfTheTimeOrIntoASlowHourOrWhatIsNotHeldWithoutIt(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            int slow = 1 + random.nextInt(10);
            List<Move> moves = new ArrayList<>();
            for (int from = 0; from < 24; from++) {
                double left = 1;
                for (int part = 0; part < 3 && left > 0; part++) {
                    double share = part == 2 ? left : random.nextDouble() * left;
                    if (share > 0) {
                        moves.add(
                                new Move(
                                        START + from * HOUR,
                                        0,
                                        START + (from + random.nextInt(24)) * HOUR,
                                        share));
                    }
                    left -= share;
                }
            }
            SeasonPlan without = plan(slow, 24, true);
            SeasonPlan plan = without.moving(Map.of("e", Map.of("f", moves)));
            long now = START + random.nextLong(24 * HOUR);
            long deadline = now + 1 + random.nextLong(24 * HOUR);
            int draw = random.nextInt();
            Optional<Deferral.Held> found = RULE.decide(plan, "e", "f", now, deadline, draw);
            if (found.isPresent()) {
                assertThat(RULE.decide(without, "e", "f", now, deadline, draw)).isPresent();
                assertThat(found.get().untilMicros())
                        .as("seed %d", run.getCurrentRepetition())
                        .isGreaterThan(now)
                        .isGreaterThanOrEqualTo(START + slow * HOUR)
                        .isLessThanOrEqualTo(now + (deadline - now) / 2)
                        .isLessThanOrEqualTo(now + 8 * HOUR);
            }
        }
    }
}
