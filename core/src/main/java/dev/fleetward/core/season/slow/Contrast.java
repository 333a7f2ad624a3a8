package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.slow.Panel.Group;
import dev.fleetward.core.season.slow.Panel.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The treated against their controls, stratum by stratum: whatever else changed for a stratum
/// changed for both, and falls out. Immutable.
///
/// Where a stratum has no controls, it does not count; where that leaves out most of the treated,
/// all are one stratum.
final class Contrast {
    /// The part of the treated calls that must have controls of their own stratum.
    private static final double COVERED = 0.3;

    /// The least slots with calls, on each side, for a stratum to count.
    private static final int FEW = 3;

    private final int slots;
    private final List<Stratum> strata;
    private final String controls;
    private final boolean matched;

    /// Those on the same footing. Immutable.
    private record Stratum(List<Group> treated, List<Group> controls) {}

    private Contrast(int slots, List<Stratum> strata, String controls, boolean matched) {
        this.slots = slots;
        this.strata = strata;
        this.controls = controls;
        this.matched = matched;
    }

    /// @param stratum what treated and controls must have in common
    /// @param same the controls in words, where they have it in common
    /// @param others the controls in words, where they do not
    static Contrast of(
            Panel panel,
            List<Group> treated,
            List<Group> controls,
            Function<Cohort, String> stratum,
            String same,
            String others) {
        Map<String, Stratum> strata = new LinkedHashMap<>();
        for (Group group : treated) {
            stratum(strata, stratum.apply(group.cohort())).treated().add(group);
        }
        for (Group group : controls) {
            stratum(strata, stratum.apply(group.cohort())).controls().add(group);
        }
        List<Stratum> both =
                strata.values().stream()
                        .filter(each -> enough(each.treated(), panel.slots()))
                        .filter(each -> enough(each.controls(), panel.slots()))
                        .toList();
        double covered = 0;
        for (Stratum each : both) {
            covered += Panel.calls(each.treated(), 0, panel.slots());
        }
        double all = Panel.calls(treated, 0, panel.slots());
        if (!both.isEmpty() && covered >= COVERED * all) {
            return new Contrast(panel.slots(), both, same, true);
        }
        return new Contrast(
                panel.slots(),
                List.of(new Stratum(treated, controls)),
                controls.isEmpty() ? "" : others,
                false);
    }

    /// Before and since alone.
    static Contrast ofItself(Panel panel, List<Group> treated) {
        return new Contrast(panel.slots(), List.of(new Stratum(treated, List.of())), "", false);
    }

    private static Stratum stratum(Map<String, Stratum> strata, String key) {
        return strata.computeIfAbsent(
                key, none -> new Stratum(new ArrayList<>(), new ArrayList<>()));
    }

    private static boolean enough(List<Group> groups, int slots) {
        int seen = 0;
        for (int slot = 0; slot < slots && seen < FEW; slot++) {
            int at = slot;
            seen += groups.stream().anyMatch(group -> group.calls(at) > 0) ? 1 : 0;
        }
        return seen >= FEW;
    }

    /// Whether the controls are on the same footing as the treated, and not merely others.
    boolean isMatched() {
        return matched;
    }

    Difference difference(Value value, Division division, RandomGenerator random) {
        double[][][] sums = sums(value);
        int[] before = indices(0, division.before());
        int[] since = indices(division.since(), division.until());
        double estimate = estimate(sums, before, since);
        double[] drawn = new double[Rules.RESAMPLES];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = estimate(sums, resampled(before, random), resampled(since, random));
        }
        Arrays.sort(drawn);
        return new Difference(
                estimate,
                drawn[(int) (0.025 * drawn.length)],
                drawn[(int) Math.ceil(0.975 * drawn.length) - 1],
                sample(true, division),
                sample(false, division),
                controls);
    }

    /// The slot at which the treated rise best against their controls: the division with the
    /// largest sum of squares between its sides.
    Step step(Value value, int until) {
        double[] weight = new double[until];
        double[] height = new double[until];
        series(sums(value), weight, height);
        double allWeight = 0;
        double all = 0;
        for (int slot = 0; slot < until; slot++) {
            allWeight += weight[slot];
            all += weight[slot] * height[slot];
        }
        Step best = new Step(-1, 0);
        double leftWeight = 0;
        double left = 0;
        for (int slot = 0; slot < until - Rules.SLOTS_AFTER + 1; slot++) {
            if (slot >= Rules.SLOTS_BEFORE) {
                double explained = between(leftWeight, left, allWeight, all);
                if (explained > best.explained()) {
                    best = new Step(slot, explained);
                }
            }
            leftWeight += weight[slot];
            left += weight[slot] * height[slot];
        }
        return best;
    }

    /// What the division explains of the sum of squares; 0 where the treated do not rise.
    double explained(Value value, Division division) {
        double[] weight = new double[slots];
        double[] height = new double[slots];
        series(sums(value), weight, height);
        double leftWeight = 0;
        double left = 0;
        double allWeight = 0;
        double all = 0;
        for (int slot = 0; slot < division.until(); slot++) {
            // A slot left out belongs to neither side.
            if (slot >= division.before() && slot < division.since()) {
                continue;
            }
            if (slot < division.before()) {
                leftWeight += weight[slot];
                left += weight[slot] * height[slot];
            }
            allWeight += weight[slot];
            all += weight[slot] * height[slot];
        }
        return between(leftWeight, left, allWeight, all);
    }

    /// A division, and what it explains; slot −1 where nothing rises. Immutable.
    record Step(int slot, double explained) {
        boolean isFound() {
            return slot >= 0;
        }
    }

    private static double between(double leftWeight, double left, double allWeight, double all) {
        double rightWeight = allWeight - leftWeight;
        if (leftWeight <= 0 || rightWeight <= 0) {
            return 0;
        }
        double rise = (all - left) / rightWeight - left / leftWeight;
        return rise <= 0 ? 0 : rise * rise * leftWeight * rightWeight / allWeight;
    }

    /// By slot: how far the treated are above their controls, each stratum freed of its own mean,
    /// and how much there is to go by.
    private void series(double[][][] sums, double[] weight, double[] height) {
        for (double[][] stratum : sums) {
            double usual = mean(stratum[0], stratum[1]) - mean(stratum[2], stratum[3]);
            boolean controlled = hasControls(stratum);
            for (int slot = 0; slot < weight.length; slot++) {
                double treated = stratum[0][slot];
                double control = stratum[2][slot];
                if (treated == 0 || controlled && control == 0) {
                    continue;
                }
                double above =
                        stratum[1][slot] / treated
                                - (controlled ? stratum[3][slot] / control : 0)
                                - usual;
                double part = controlled ? treated * control / (treated + control) : treated;
                height[slot] += part * above;
                weight[slot] += part;
            }
        }
        for (int slot = 0; slot < weight.length; slot++) {
            height[slot] = weight[slot] == 0 ? 0 : height[slot] / weight[slot];
        }
    }

    private static double mean(double[] calls, double[] sums) {
        double all = Arrays.stream(calls).sum();
        return all == 0 ? 0 : Arrays.stream(sums).sum() / all;
    }

    private static boolean hasControls(double[][] stratum) {
        return Arrays.stream(stratum[2]).anyMatch(calls -> calls > 0);
    }

    /// By stratum: calls and sum of the treated, calls and sum of the controls, by slot.
    private double[][][] sums(Value value) {
        double[][][] sums = new double[strata.size()][][];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new double[4][slots];
            add(strata.get(i).treated(), value, sums[i][0], sums[i][1]);
            add(strata.get(i).controls(), value, sums[i][2], sums[i][3]);
        }
        return sums;
    }

    private static void add(List<Group> groups, Value value, double[] calls, double[] sums) {
        for (Group group : groups) {
            for (int slot = 0; slot < calls.length; slot++) {
                calls[slot] += group.calls(slot);
                sums[slot] += group.sum(value, slot);
            }
        }
    }

    private static double estimate(double[][][] sums, int[] before, int[] since) {
        double weights = 0;
        double all = 0;
        for (double[][] stratum : sums) {
            double treatedBefore = total(stratum[0], before);
            double treatedSince = total(stratum[0], since);
            if (treatedBefore == 0 || treatedSince == 0) {
                continue;
            }
            double change =
                    total(stratum[1], since) / treatedSince
                            - total(stratum[1], before) / treatedBefore;
            double weight = harmonic(treatedBefore, treatedSince);
            double controlBefore = total(stratum[2], before);
            double controlSince = total(stratum[2], since);
            if (controlBefore > 0 && controlSince > 0) {
                change -=
                        total(stratum[3], since) / controlSince
                                - total(stratum[3], before) / controlBefore;
                weight = harmonic(weight, harmonic(controlBefore, controlSince));
            } else if (hasControls(stratum)) {
                continue;
            }
            all += weight * change;
            weights += weight;
        }
        return weights == 0 ? 0 : all / weights;
    }

    private static double harmonic(double a, double b) {
        return a * b / (a + b);
    }

    private static double total(double[] values, int[] slots) {
        double sum = 0;
        for (int slot : slots) {
            sum += values[slot];
        }
        return sum;
    }

    private static int[] indices(int from, int until) {
        int[] indices = new int[Math.max(0, until - from)];
        Arrays.setAll(indices, i -> from + i);
        return indices;
    }

    /// As many slots, drawn in blocks that wrap around.
    private static int[] resampled(int[] slots, RandomGenerator random) {
        int[] drawn = new int[slots.length];
        int block = Math.clamp(slots.length / Rules.BLOCKS, 1, Rules.BLOCK);
        for (int i = 0; i < drawn.length; i += block) {
            int start = random.nextInt(slots.length);
            for (int j = 0; j < block && i + j < drawn.length; j++) {
                drawn[i + j] = slots[(start + j) % slots.length];
            }
        }
        return drawn;
    }

    private Difference.Sample sample(boolean treated, Division division) {
        List<Group> groups =
                strata.stream()
                        .flatMap(each -> (treated ? each.treated() : each.controls()).stream())
                        .toList();
        if (groups.isEmpty()) {
            return Difference.Sample.NONE;
        }
        return new Difference.Sample(
                Panel.calls(groups, 0, division.before()),
                Panel.calls(groups, division.since(), division.until()),
                division.before(),
                division.until() - division.since());
    }
}
