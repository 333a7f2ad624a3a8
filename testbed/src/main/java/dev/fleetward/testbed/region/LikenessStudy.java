package dev.fleetward.testbed.region;

import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.region.RolloutRun.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A version that comes to one of three regions without another name: by which signal, and after
/// how many calls, it is found; how often none is there; and what the active tests see at their
/// sample sizes. Stateless.
public final class LikenessStudy {
    /// Calls of the region, since the first of the other version, within which a large change has
    /// to be found.
    public static final int SOON = 5_000;

    private static final double DAILY_WAVE = 0.3;

    private LikenessStudy() {}

    /// One change of one signal, over all seeds.
    ///
    /// @param found share of the runs in which the region was found within the month
    /// @param soon share of the runs in which that took at most [#SOON] of its calls
    /// @param calls of the region until then, among those found
    /// @param served those of them that the other version served
    /// @param days since it came
    /// @param byPast share of those found that their own past gave away first
    /// @param large whether a gate holds it
    public record Change(
            String signal,
            String change,
            boolean large,
            int runs,
            double found,
            double soon,
            Spread calls,
            Spread served,
            Spread days,
            double byPast,
            int falseAlarms) {}

    /// Percentiles. Immutable.
    public record Spread(double p50, double p95) {
        static Spread of(List<Outcome> runs, ToDoubleFunction<Outcome> what) {
            double[] sorted = runs.stream().mapToDouble(what).sorted().toArray();
            return new Spread(at(sorted, 0.5), at(sorted, 0.95));
        }

        private static double at(double[] sorted, double share) {
            return sorted.length == 0
                    ? Double.NaN
                    : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
        }
    }

    /// Months without a change.
    ///
    /// @param allowed false alarms in all of them, in expectation, at most
    /// @param months with an alarm
    public record Quiet(
            String what, int runs, double allowed, int inPairs, int inPasts, int months) {}

    /// What came of it. Immutable.
    public record Report(
            int seeds,
            double falseAlarmsPerMonth,
            double alphaPerTest,
            List<Change> changes,
            List<Quiet> quiet,
            List<ProbeLine> probes,
            List<Gate> gates,
            boolean held) {
        public Report {
            changes = List.copyOf(changes);
            quiet = List.copyOf(quiet);
            probes = List.copyOf(probes);
            gates = List.copyOf(gates);
        }

        public String toJson() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        }
    }

    private record Case(
            String signal, String change, boolean large, boolean everywhere, Answering other) {}

    private static List<Case> cases() {
        return List.of(
                new Case("refusal", "2% to 3%", false, false, refusals(0.03)),
                new Case("refusal", "2% to 5%", false, false, refusals(0.05)),
                new Case("refusal", "2% to 10%", true, false, refusals(0.10)),
                new Case("truncation", "3% to 5%", false, false, truncations(0.05)),
                new Case("truncation", "3% to 12%", true, false, truncations(0.12)),
                new Case("tool validity", "98% to 95%", false, false, tools(0.05)),
                new Case("tool validity", "98% to 80%", true, false, tools(0.20)),
                new Case("answer length", "+10%", false, false, length(1.1)),
                new Case("answer length", "+25%", false, false, length(1.25)),
                new Case("answer length", "+60%", true, false, length(1.6)),
                new Case("tokens per character", "+2%", false, false, tokenizer(1.02)),
                new Case("tokens per character", "+5%", false, false, tokenizer(1.05)),
                new Case("tokens per character", "+15%", true, false, tokenizer(1.15)),
                new Case("speed", "-5%", false, false, speed(0.95)),
                new Case("speed", "-20%", true, false, speed(0.8)),
                new Case("refusal", "2% to 10% in all regions", false, true, refusals(0.10)),
                new Case("answer length", "+60% in all regions", false, true, length(1.6)));
    }

    /// @param seeds runs of each kind
    public static Report run(long seed, int seeds) {
        SplittableRandom seedsOf = new SplittableRandom(seed);
        List<Change> changes = new ArrayList<>();
        for (Case each : cases()) {
            changes.add(change(each, outcomes(seedsOf, seeds, each.other, each.everywhere, 0)));
        }
        List<Quiet> quiet =
                List.of(
                        quiet("nothing changes", outcomes(seedsOf, seeds, null, false, 0)),
                        quiet(
                                "a daily wave that all regions share",
                                outcomes(seedsOf, seeds, null, false, DAILY_WAVE)));
        List<ProbeLine> probes = ProbeStudy.lines(seedsOf, seeds);
        List<Gate> gates = new ArrayList<>();
        Quiet still = quiet.getFirst();
        gates.add(
                falseAlarms(
                        "false alarms in months without a change",
                        still.inPairs + still.inPasts,
                        still.allowed));
        gates.add(
                falseAlarms(
                        "false alarms of pairs where a daily wave moves all regions",
                        quiet.get(1).inPairs,
                        still.allowed));
        for (Change each : changes) {
            if (each.large) {
                gates.add(
                        new Gate(
                                each.signal
                                        + " "
                                        + each.change
                                        + ": found within "
                                        + String.format(Locale.ROOT, "%,d", SOON)
                                        + " calls",
                                "≥ 95% of runs",
                                String.format(Locale.ROOT, "%.1f%%", each.soon * 100),
                                each.soon >= 0.95));
            }
        }
        return new Report(
                seeds,
                RolloutRun.ALLOWED.perMonth(),
                RolloutRun.ALLOWED.perTest(),
                changes,
                quiet,
                probes,
                gates,
                gates.stream().allMatch(Gate::held));
    }

    /// Within the allowance, but for two of its standard deviations.
    private static Gate falseAlarms(String what, int found, double allowed) {
        double most = allowed + 2 * Math.sqrt(allowed);
        return new Gate(
                what,
                String.format(Locale.ROOT, "%.1f expected at most, so ≤ %.0f", allowed, most),
                Integer.toString(found),
                found <= most);
    }

    private static List<Outcome> outcomes(
            SplittableRandom seedsOf,
            int seeds,
            @Nullable Answering other,
            boolean everywhere,
            double wave) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            outcomes.add(new RolloutRun(seedsOf.split(), other, everywhere, wave).run());
        }
        return outcomes;
    }

    private static Change change(Case each, List<Outcome> runs) {
        List<Outcome> found = runs.stream().filter(Outcome::found).toList();
        return new Change(
                each.signal,
                each.change,
                each.large,
                runs.size(),
                (double) found.size() / runs.size(),
                (double) found.stream().filter(it -> it.calls() <= SOON).count() / runs.size(),
                Spread.of(found, Outcome::calls),
                Spread.of(found, Outcome::served),
                Spread.of(found, Outcome::day),
                found.isEmpty()
                        ? 0
                        : (double) found.stream().filter(Outcome::byPast).count() / found.size(),
                runs.stream().mapToInt(it -> it.falseInPairs() + it.falseInPasts()).sum());
    }

    private static Quiet quiet(String what, List<Outcome> runs) {
        return new Quiet(
                what,
                runs.size(),
                runs.size() * RolloutRun.ALLOWED.perMonth(),
                runs.stream().mapToInt(Outcome::falseInPairs).sum(),
                runs.stream().mapToInt(Outcome::falseInPasts).sum(),
                (int)
                        runs.stream()
                                .filter(it -> it.falseInPairs() + it.falseInPasts() > 0)
                                .count());
    }

    private static Answering refusals(double share) {
        return new Answering(share, 0.03, 0.02, 250, 0.25, 60);
    }

    private static Answering truncations(double share) {
        return new Answering(0.02, share, 0.02, 250, 0.25, 60);
    }

    private static Answering tools(double invalid) {
        return new Answering(0.02, 0.03, invalid, 250, 0.25, 60);
    }

    private static Answering length(double times) {
        return new Answering(0.02, 0.03, 0.02, 250 * times, 0.25, 60);
    }

    private static Answering tokenizer(double times) {
        return new Answering(0.02, 0.03, 0.02, 250, 0.25 * times, 60);
    }

    private static Answering speed(double times) {
        return new Answering(0.02, 0.03, 0.02, 250, 0.25, 60 * times);
    }
}
