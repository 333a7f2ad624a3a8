package dev.fleetward.testbed.season;

import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.testbed.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/// Six weeks with a daily wave, then a Monday morning: is the hour told from a deploy, and a deploy
/// from a provider? The fleet's own profiles and its own inquiry, in simulated time. Stateless.
public final class MorningStudy {
    private static final double RIGHT = 0.95;

    private MorningStudy() {}

    /// What came of one kind of morning. Immutable.
    ///
    /// @param wrong verdicts that blame what did nothing, or miss what did something
    /// @param unclear those that say that the data do not decide
    public record Line(String morning, int runs, int right, int wrong, int unclear) {}

    /// A verdict that is not right. Immutable.
    ///
    /// @param seed of the one run: `simulate morning --seed SEED --seeds 1` repeats it
    public record Odd(String morning, long seed, String wanted, String verdict) {}

    /// What came of it. Immutable.
    public record Report(List<Line> lines, List<Odd> odd, List<Gate> gates, boolean held) {
        public Report {
            lines = List.copyOf(lines);
            odd = List.copyOf(odd);
            gates = List.copyOf(gates);
        }

        public String toJson() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        }
    }

    /// @param seed of the first run of each kind; the next one has the next
    /// @param seeds runs of each kind
    public static Report run(long seed, int seeds) {
        List<Line> lines = new ArrayList<>();
        List<Odd> odd = new ArrayList<>();
        List<Gate> gates = new ArrayList<>();
        for (MorningCase morning : MorningCase.values()) {
            int right = 0;
            int unclear = 0;
            for (int i = 0; i < seeds; i++) {
                MorningRun.Found found = new MorningRun(morning, seed + i).found();
                if (found.isRight()) {
                    right++;
                    continue;
                }
                unclear += found.verdict() instanceof SlowVerdict.Unclear ? 1 : 0;
                odd.add(
                        new Odd(
                                morning.label(),
                                seed + i,
                                found.wanted(),
                                found.verdict().words()));
            }
            lines.add(new Line(morning.label(), seeds, right, seeds - right - unclear, unclear));
            double share = (double) right / seeds;
            gates.add(
                    new Gate(
                            morning.label() + ": the verdict is right",
                            "≥ 95% of runs",
                            String.format(Locale.ROOT, "%.1f%%", share * 100),
                            share >= RIGHT));
        }
        return new Report(lines, odd, gates, gates.stream().allMatch(Gate::held));
    }
}
