package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.DeferralPlan.Slot;
import dev.fleetward.core.season.DeferralPlan.Start;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TroughTest {
    private static final long QUARTER = 15 * 60_000_000L;
    private static final long HOUR = 4 * QUARTER;
    private static final long START = 1_000 * HOUR;
    private static final double MARGIN = 0.2;
    private static final LoadCurve CURVE =
            new LoadCurve(
                    List.of(
                            new LoadCurve.Point(0, 200e6),
                            new LoadCurve.Point(0.6, 300e6),
                            new LoadCurve.Point(0.8, 600e6),
                            new LoadCurve.Point(1, 3_000e6)));

    /// A day whose peak, at 15:00, is 2.2 times its trough.
    private static Trough day() {
        List<Slot> slots =
                IntStream.range(0, 96)
                        .mapToObj(i -> {
                            double wave = Math.cos((i / 4.0 - 15) / 24 * 2 * Math.PI);
                            return new Slot(1_000_000, 480_000 * (1 + 0.375 * wave));
                        })
                        .toList();
        return new Trough(START, QUARTER, slots, CURVE, MARGIN);
    }

    private static List<Job> jobs(Random random, int count) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long earliest = START + random.nextLong(16 * HOUR);
            long run = QUARTER / 3 + random.nextLong(HOUR);
            long room = random.nextLong(10 * HOUR);
            long deadline = earliest + (long) Math.ceil(run * (1 + MARGIN)) + room;
            long tokens = (long) (run / (double) QUARTER * 100_000);
            jobs.add(new Job("job-" + i, earliest, deadline, tokens, run));
        }
        return jobs;
    }

    @RepeatedTest(30)
    void keepsEveryDeadlineWithItsMarginAndNeverStartsEarly(RepetitionInfo run) {
        List<Job> jobs = jobs(new Random(run.getCurrentRepetition()), 60);
        DeferralPlan plan = day().plan(jobs);
        assertThat(plan.keepsEveryDeadline()).isTrue();
        for (int i = 0; i < jobs.size(); i++) {
            Start start = plan.starts().get(i);
            Job job = jobs.get(i);
            assertThat(start.job()).isEqualTo(job);
            assertThat(start.startMicros())
                    .as("%s, seed %d", job, run.getCurrentRepetition())
                    .isGreaterThanOrEqualTo(job.earliestMicros());
            assertThat(start.endMicros() + job.runMicros() * MARGIN)
                    .as("%s, seed %d", job, run.getCurrentRepetition())
                    .isLessThanOrEqualTo((double) job.deadlineMicros());
        }
        assertThat(tokens(plan, true)).isCloseTo(tokens(plan, false), within(1e-3));
        assertThat(plan.meanAfterNanos()).isLessThan(plan.meanBeforeNanos());
        assertThat(plan.atPeak().firstTokenAfterNanos())
                .isLessThan(plan.atPeak().firstTokenBeforeNanos());
    }

    private static double tokens(DeferralPlan plan, boolean after) {
        return plan.hours().stream()
                .mapToDouble(hour -> after ? hour.useAfter() : hour.useBefore())
                .sum();
    }

    @RepeatedTest(10)
    void doesNotDependOnTheOrderOfJobs(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<Job> jobs = jobs(random, 60);
        Map<String, Long> starts = starts(day().plan(jobs));
        Collections.shuffle(jobs, random);
        assertThat(starts(day().plan(jobs)))
                .as("seed %d", run.getCurrentRepetition())
                .isEqualTo(starts);
    }

    private static Map<String, Long> starts(DeferralPlan plan) {
        Map<String, Long> starts = new HashMap<>();
        plan.starts().forEach(start -> starts.put(start.job().id(), start.startMicros()));
        return starts;
    }

    @Test
    void movesWorkOfThePeakIntoTheTroughAndSaysWhatItWins() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            jobs.add(new Job("j" + i, START + 14 * HOUR, START + 28 * HOUR, 120_000, HOUR));
        }
        Trough longer = twoDays();
        DeferralPlan plan = longer.plan(jobs);
        assertThat(plan.moved()).isEqualTo(8);
        assertThat(plan.starts()).allMatch(start -> start.startMicros() >= START + 20 * HOUR);
        assertThat(plan.atPeak().useBefore()).isCloseTo(0.66 + 8 * 0.03, within(0.01));
        assertThat(plan.atPeak().useAfter()).isCloseTo(0.66, within(0.01));
        assertThat(plan.atPeak().firstTokenBeforeNanos())
                .isGreaterThan(3 * plan.atPeak().firstTokenAfterNanos());
    }

    private static Trough twoDays() {
        List<Slot> slots = new ArrayList<>(day().slots());
        slots.addAll(day().slots());
        return new Trough(START, QUARTER, slots, CURVE, MARGIN);
    }

    @Test
    void movesNothingToWhereItMayNotGo() {
        List<Job> jobs = jobs(new Random(3), 60);
        DeferralPlan plan = day().plan(jobs, (_, start) -> start >= START + 20 * HOUR);
        assertThat(plan.moved()).isPositive();
        assertThat(plan.starts())
                .allMatch(start -> !start.moved() || start.startMicros() >= START + 20 * HOUR);
        assertThat(day().plan(jobs, (_, _) -> false).moved()).isZero();
    }

    @Test
    void startsAtOnceWhatCannotKeepItsDeadlineAndSaysSo() {
        Job late = new Job("late", START + HOUR, START + 2 * HOUR, 10, HOUR);
        Job past = new Job("past", START - 5 * HOUR, START - HOUR, 10, HOUR);
        DeferralPlan plan = day().plan(List.of(late, past));
        assertThat(plan.keepsEveryDeadline()).isFalse();
        assertThat(plan.starts().get(0)).isEqualTo(new Start(late, START + HOUR, false, false));
        assertThat(plan.starts().get(1)).isEqualTo(new Start(past, START, false, false));
    }

    @Test
    void leavesWhereItIsWhatRunsBeyondTheTimeThatIsKnown() {
        Job later = new Job("later", START + 30 * HOUR, START + 40 * HOUR, 10, HOUR);
        Job last = new Job("last", START + 23 * HOUR, START + 40 * HOUR, 10, 2 * HOUR);
        DeferralPlan plan = day().plan(List.of(later, last));
        assertThat(plan.starts()).noneMatch(Start::moved).allMatch(Start::kept);
        assertThat(day().plan(List.of()).moved()).isZero();
    }

    @Test
    void refusesWhatIsNoDayOrNoJob() {
        assertThatThrownBy(() -> new Trough(0, QUARTER, List.of(), CURVE, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Job("x", 0, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new LoadCurve(
                                List.of(new LoadCurve.Point(0, 5), new LoadCurve.Point(1, 4))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
