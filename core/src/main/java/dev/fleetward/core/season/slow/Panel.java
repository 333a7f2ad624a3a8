package dev.fleetward.core.season.slow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Cells by cohort (of all sizes of prompts) and slot, as sums over calls. Immutable once built.
final class Panel {
    private final long firstSlot;
    private final int slots;
    private final List<Group> groups;

    private Panel(long firstSlot, int slots, List<Group> groups) {
        this.firstSlot = firstSlot;
        this.slots = slots;
        this.groups = groups;
    }

    /// Sums over the calls of one cohort, by slot. Not changed once its panel is built.
    static final class Group {
        private final Cohort cohort;
        private final double[] calls;
        private final double[] residual;
        private final double[] size;
        private final double[] season;
        private final double[] tokens;
        private final double[] band;

        private Group(Cohort cohort, int slots) {
            this.cohort = cohort;
            calls = new double[slots];
            residual = new double[slots];
            size = new double[slots];
            season = new double[slots];
            tokens = new double[slots];
            band = new double[slots];
        }

        /// The same with other residuals.
        private Group(Group other, double[] residual) {
            cohort = other.cohort;
            calls = other.calls;
            this.residual = residual;
            size = other.size;
            season = other.season;
            tokens = other.tokens;
            band = other.band;
        }

        Cohort cohort() {
            return cohort;
        }

        double calls(int slot) {
            return calls[slot];
        }

        double sum(Value value, int slot) {
            return switch (value) {
                case RESIDUAL -> residual[slot];
                case SIZE -> size[slot];
                case AT_ANY_HOUR -> residual[slot] + size[slot];
                case SEASON -> season[slot];
                case TOKENS -> tokens[slot];
                case BAND -> band[slot];
            };
        }

        double calls(int from, int until) {
            double sum = 0;
            for (int slot = from; slot < until; slot++) {
                sum += calls[slot];
            }
            return sum;
        }

        double sum(Value value, int from, int until) {
            double sum = 0;
            for (int slot = from; slot < until; slot++) {
                sum += sum(value, slot);
            }
            return sum;
        }
    }

    /// What is summed.
    enum Value {
        /// Logarithm of the first token less that of the baseline.
        RESIDUAL,
        /// Logarithm of the baseline as it is on the day's average: what endpoint and size of the
        /// prompt let expect.
        SIZE,
        /// Both: logarithm of the first token, less the hour.
        AT_ANY_HOUR,
        /// Logarithm of the hour's baseline over the day's.
        SEASON,
        /// Input tokens.
        TOKENS,
        /// Half the width of the band.
        BAND
    }

    /// @param cells at least one
    static Panel of(List<ResidualCell> cells) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (ResidualCell cell : cells) {
            first = Math.min(first, cell.slot());
            last = Math.max(last, cell.slot());
        }
        int slots = (int) (last - first + 1);
        Map<Cohort, Group> groups = new LinkedHashMap<>();
        for (ResidualCell cell : cells) {
            Group group =
                    groups.computeIfAbsent(
                            cell.cohort().ofAllPrompts(), cohort -> new Group(cohort, slots));
            int slot = (int) (cell.slot() - first);
            double calls = cell.calls();
            double season = Math.log(cell.dayRatio());
            group.calls[slot] += calls;
            group.residual[slot] += calls * cell.residual();
            group.size[slot] += calls * (Math.log(cell.baseline()) - season);
            group.season[slot] += calls * season;
            group.tokens[slot] += calls * cell.promptTokens();
            group.band[slot] += calls * cell.band();
        }
        return new Panel(first, slots, List.copyOf(groups.values()));
    }

    int slots() {
        return slots;
    }

    List<Group> groups() {
        return groups;
    }

    List<Group> groups(Predicate<Cohort> which) {
        return groups.stream().filter(group -> which.test(group.cohort)).toList();
    }

    /// The slot that begins at or after a moment, between 0 and the number of slots.
    int slotFrom(long wallMicros) {
        long slot = -Math.floorDiv(-wallMicros, ResidualCell.SLOT_MICROS) - firstSlot;
        return Math.clamp(slot, 0, slots);
    }

    /// The slot in which a moment lies, between 0 and the number of slots.
    int slotOf(long wallMicros) {
        long slot = Math.floorDiv(wallMicros, ResidualCell.SLOT_MICROS) - firstSlot;
        return Math.clamp(slot, 0, slots);
    }

    long micros(int slot) {
        return (firstSlot + slot) * ResidualCell.SLOT_MICROS;
    }

    /// The same as if some had not been slower by `log` from a slot on.
    Panel without(double log, Predicate<Cohort> touched, int fromSlot) {
        List<Group> changed = new ArrayList<>();
        for (Group group : groups) {
            if (!touched.test(group.cohort)) {
                changed.add(group);
                continue;
            }
            double[] residual = group.residual.clone();
            for (int slot = fromSlot; slot < slots; slot++) {
                residual[slot] -= log * group.calls[slot];
            }
            changed.add(new Group(group, residual));
        }
        return new Panel(firstSlot, slots, List.copyOf(changed));
    }

    /// The mean over the calls; 0 where there are none.
    static double mean(List<Group> groups, Value value, int from, int until) {
        double calls = 0;
        double sum = 0;
        for (Group group : groups) {
            calls += group.calls(from, until);
            sum += group.sum(value, from, until);
        }
        return calls == 0 ? 0 : sum / calls;
    }

    static long calls(List<Group> groups, int from, int until) {
        double calls = 0;
        for (Group group : groups) {
            calls += group.calls(from, until);
        }
        return Math.round(calls);
    }
}
