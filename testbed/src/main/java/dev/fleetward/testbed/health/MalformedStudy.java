package dev.fleetward.testbed.health;

import dev.fleetward.testbed.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/// A fallback whose answers become malformed while it takes one percent of the traffic: how soon it
/// is found by callers' calls and by probes, and how often a sound one is accused. The gateway's
/// own breakers, the prober's own cadence and the control plane's own incidents, in simulated time.
/// Stateless.
public final class MalformedStudy {
    /// Calls of a quiet month.
    public static final int MONTH = 50_000;

    /// Calls, or minutes of probes, within which it has to be found.
    public static final int SOON = 500;

    public static final int SOON_MINUTES = 30;

    private static final double BAD = 0.03;
    private static final double USUAL = 0.005;

    /// The traffic of whole fleets, of which one percent goes to the fallback, in calls per minute.
    private static final double[] FLEETS = {6_000, 600, 60, 6, 0};

    private MalformedStudy() {}

    /// Percentiles over all runs. Immutable.
    public record Spread(double p50, double p95, double p99) {
        static Spread of(List<MalformedRun.Found> runs, ToDoubleFunction<MalformedRun.Found> what) {
            double[] sorted = runs.stream().mapToDouble(what).sorted().toArray();
            return new Spread(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99));
        }

        private static double at(double[] sorted, double share) {
            return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
        }
    }

    /// What came of one fleet. Immutable.
    ///
    /// @param perMinute calls of the whole fleet
    /// @param calls at the fallback until it was found, probes among them
    /// @param suspected minutes of quick probes until it was found
    /// @param minutes since its answers became worse
    /// @param inCalls the share of runs found within [#SOON] calls
    /// @param inProbes the share of runs found within [#SOON_MINUTES] of quick probes
    /// @param sinceBad the share of runs found within [#SOON_MINUTES] of the first bad answer
    /// @param bad malformed answers that callers' calls got
    public record Line(
            double perMinute,
            int runs,
            Spread calls,
            Spread probes,
            Spread suspected,
            Spread minutes,
            double inCalls,
            double inProbes,
            double sinceBad,
            double bad) {}

    /// What came of it. Immutable.
    public record Report(List<Line> lines, List<Gate> gates, boolean held) {
        public Report {
            lines = List.copyOf(lines);
            gates = List.copyOf(gates);
        }

        public String toJson() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        }
    }

    /// @param seeds runs of each kind
    public static Report run(long seed, int seeds) {
        List<Line> lines = new ArrayList<>();
        List<MalformedRun.Found> all = new ArrayList<>();
        SplittableRandom seedsOf = new SplittableRandom(seed);
        for (double perMinute : FLEETS) {
            List<MalformedRun.Found> runs = new ArrayList<>();
            for (int i = 0; i < seeds; i++) {
                runs.add(new MalformedRun(seedsOf.split(), BAD, perMinute / 100).untilFound());
            }
            lines.add(line(perMinute, runs));
            all.addAll(runs);
        }
        long[] alarms = new long[seeds];
        for (int i = 0; i < seeds; i++) {
            alarms[i] = new MalformedRun(seedsOf.split(), USUAL, 0.6).alarmsIn(MONTH);
        }
        double perMonth = (double) Arrays.stream(alarms).sum() / seeds;
        double met = share(all, MalformedStudy::isMet);
        List<Gate> gates = new ArrayList<>();
        gates.add(
                new Gate(
                        "3% malformed: found within 500 calls or 30 minutes of probes",
                        "≥ 95% of runs", percent(met), met >= 0.95));
        double incidents = share(all, found -> found.incidents() == 1 ? 1 : 0);
        gates.add(
                new Gate(
                        "one incident, which names the fallback's owner first",
                        "in every run",
                        percent(incidents),
                        all.stream()
                                .allMatch(found ->
                                        found.incidents() == 1
                                                && MalformedRun.OWNER.equals(found.owner()))));
        double left = share(all, found -> found.left() ? 1 : 0);
        gates.add(
                new Gate(
                        "traffic leaves it where another endpoint can serve",
                        "in every run",
                        percent(left),
                        left == 1));
        gates.add(
                new Gate(
                        "0.5% malformed: false alarms in 50,000 calls, probes among them",
                        "≤ 1 on average",
                        String.format(Locale.ROOT, "%.2f", perMonth),
                        perMonth <= 1));
        return new Report(lines, gates, gates.stream().allMatch(Gate::held));
    }

    private static double isMet(MalformedRun.Found found) {
        return found.calls() <= SOON || inProbes(found) ? 1 : 0;
    }

    /// Where callers' calls alone found it, no probe did.
    private static boolean inProbes(MalformedRun.Found found) {
        return found.probes() > 0 && found.suspectedMinutes() <= SOON_MINUTES;
    }

    private static Line line(double perMinute, List<MalformedRun.Found> runs) {
        return new Line(
                perMinute,
                runs.size(),
                Spread.of(runs, MalformedRun.Found::calls),
                Spread.of(runs, MalformedRun.Found::probes),
                Spread.of(runs, MalformedRun.Found::suspectedMinutes),
                Spread.of(runs, MalformedRun.Found::minutes),
                share(runs, found -> found.calls() <= SOON ? 1 : 0),
                share(runs, found -> inProbes(found) ? 1 : 0),
                share(runs, found -> found.minutesSinceBad() <= SOON_MINUTES ? 1 : 0),
                runs.stream().mapToDouble(MalformedRun.Found::bad).average().orElse(0));
    }

    private static double share(
            List<MalformedRun.Found> runs, ToDoubleFunction<MalformedRun.Found> counts) {
        return runs.stream().mapToDouble(counts).average().orElse(0);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
