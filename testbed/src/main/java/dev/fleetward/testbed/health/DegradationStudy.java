package dev.fleetward.testbed.health;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.Breakers;
import dev.fleetward.core.health.Cusum;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.health.Judged;
import dev.fleetward.core.health.Pass;
import dev.fleetward.core.health.RunLength;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.testbed.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/// The charts of one kind of symptom, exactly and by trial. Stateless.
public final class DegradationStudy {
    /// Calls of a quiet month.
    public static final int MONTH = 50_000;

    /// Calls within which a rate of three percent has to be found.
    public static final int SOON = 500;

    private static final double BAD = 0.03;
    private static final double USUAL = 0.005;
    private static final long CALL_NANOS = 50_000_000L;

    private DegradationStudy() {}

    /// What came of it. Immutable.
    ///
    /// @param charts exact mean run lengths of several charts
    /// @param trials calls until the breaker opened, or false alarms, over all seeds
    public record Report(List<Chart> charts, List<Trial> trials, List<Gate> gates, boolean held) {
        public String toJson() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        }
    }

    /// A chart's mean run lengths, in calls.
    ///
    /// @param falseAlarm at the expected rate
    /// @param found at the rate to be found
    /// @param foundTwice at twice that
    public record Chart(
            double expected,
            double alarm,
            int threshold,
            double falseAlarm,
            double found,
            double foundTwice) {}

    /// Many runs of the gateway's breakers, in calls until they opened.
    ///
    /// @param exactMean what the chain says
    public record Trial(
            String what, int runs, double mean, int p50, int p95, int p99, double exactMean) {}

    /// @param more a chart to be shown besides, or nothing
    /// @param seeds runs of each kind
    public static Report run(long seed, int seeds, List<HealthRules.Chart> more) {
        List<Chart> charts = new ArrayList<>();
        for (double[] known :
                new double[][] {
                    {.01, .03, 5},
                    {.01, .03, 6},
                    {.01, .03, 7},
                    {.01, .05, 5},
                    {.002, .01, 5},
                    {.002, .01, 7},
                    {.005, .02, 6},
                    {.02, .05, 6}
                }) {
            charts.add(chart(known[0], known[1], (int) known[2]));
        }
        more.forEach(it ->
                charts.add(
                        chart(
                                it.expected().partsPerMillion() / 1e6,
                                it.alarm().partsPerMillion() / 1e6,
                                it.threshold())));

        Cusum chart = Symptom.MALFORMED.cusum(HealthRules.DEFAULT);
        Trial bad = trial("malformed at 3%", seed, seeds, BAD, chart);
        Trial found = trial("malformed at 2%", seed + 1, seeds, chart.alarm(), chart);
        long[] alarms = falseAlarms(seed, seeds);
        double perMonth = (double) Arrays.stream(alarms).sum() / seeds;
        double quiet = (double) Arrays.stream(alarms).filter(it -> it <= 1).count() / seeds;
        List<Gate> gates =
                List.of(
                        gate(
                                "3% malformed: 95% of runs found within",
                                "≤ " + SOON + " calls", bad.p95 + " calls", bad.p95 <= SOON),
                        gate(
                                "0.5% malformed: false alarms in 50,000 calls",
                                "≤ 1 on average",
                                String.format(Locale.ROOT, "%.2f", perMonth),
                                perMonth <= 1),
                        gate(
                                "0.5% malformed: months with one false alarm at most",
                                "≥ 80%",
                                String.format(Locale.ROOT, "%.0f%%", quiet * 100),
                                quiet >= 0.8));
        return new Report(charts, List.of(bad, found), gates, gates.stream().allMatch(Gate::held));
    }

    private static Gate gate(String what, String expected, String found, boolean held) {
        return new Gate(what, expected, found, held);
    }

    private static Chart chart(double expected, double alarm, int threshold) {
        Cusum chart = new Cusum(expected, alarm, threshold);
        return new Chart(
                expected,
                alarm,
                threshold,
                RunLength.mean(chart, expected, 0),
                RunLength.mean(chart, alarm, 0),
                RunLength.mean(chart, Math.min(2 * alarm, 1), 0));
    }

    private static Trial trial(String what, long seed, int seeds, double rate, Cusum chart) {
        int[] calls = new int[seeds];
        SplittableRandom seedsOf = new SplittableRandom(seed);
        for (int i = 0; i < seeds; i++) {
            calls[i] = new Run(seedsOf.split(), rate).untilOpen();
        }
        Arrays.sort(calls);
        return new Trial(
                what,
                seeds,
                Arrays.stream(calls).average().orElse(0),
                quantile(calls, 0.5),
                quantile(calls, 0.95),
                quantile(calls, 0.99),
                RunLength.mean(chart, rate, 0));
    }

    private static int quantile(int[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * share) - 1)];
    }

    /// Alarms in a month of calls, for each seed.
    private static long[] falseAlarms(long seed, int seeds) {
        long[] alarms = new long[seeds];
        SplittableRandom seedsOf = new SplittableRandom(seed);
        for (int i = 0; i < seeds; i++) {
            alarms[i] = new Run(seedsOf.split(), USUAL).alarmsIn(MONTH);
        }
        return alarms;
    }

    /// One endpoint whose answers are malformed at a rate. Confined to its thread.
    private static final class Run {
        private final SplittableRandom random;
        private final double rate;
        private final Breakers breakers;
        private long nowNanos;

        Run(SplittableRandom random, double rate) {
            this.random = random;
            this.rate = rate;
            this.breakers = new Breakers(HealthRules.DEFAULT, random.split(), 0, 0);
        }

        /// False where the endpoint takes no call.
        private boolean call() {
            nowNanos += CALL_NANOS;
            Pass pass = breakers.begin("fallback", Entry.CALL, nowNanos);
            if (pass == null) {
                nowNanos += breakers.remaining("fallback", nowNanos);
                return false;
            }
            if (random.nextDouble() < rate) {
                pass.failed(FailureKind.MALFORMED_ANSWER, null, nowNanos);
            } else {
                pass.answered(null, Judged.ALWAYS, nowNanos);
            }
            return true;
        }

        int untilOpen() {
            int calls = 0;
            while (alarms() == 0) {
                calls += call() ? 1 : 0;
            }
            return calls;
        }

        long alarmsIn(int calls) {
            for (int made = 0; made < calls; ) {
                made += call() ? 1 : 0;
            }
            return alarms();
        }

        private long alarms() {
            return breakers.transitionsAfter(0).stream()
                    .map(Transition::event)
                    .filter(event -> event == Event.DEGRADED)
                    .count();
        }
    }
}
