package dev.fleetward.core.season;

import dev.fleetward.core.season.DeferralPlan.Foretold;
import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.DeferralPlan.Slot;
import dev.fleetward.core.season.DeferralPlan.Start;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The time to come in stretches of one length, as a plan fills it. Immutable.
///
/// A job's tokens are spread evenly over its run. Jobs are placed one after another, those with the
/// least room first (then by deadline, then by id), each where it costs the least: the rise of the
/// interactive calls' first token, weighed by their tokens; where that is equal, where capacity is
/// in use the least, and then the earliest. So the same input gives the same plan. A placement is
/// never taken back: the plan is good, not the best.
///
/// A job begins at its earliest time or at the start of a stretch, and never so that it would run
/// beyond the last stretch, of which nothing is known, unless it cannot but do so.
///
/// @param startMicros of the first
/// @param margin of a job's run, for which it has to be done before its deadline
public record Trough(
        long startMicros, long slotMicros, List<Slot> slots, LoadCurve curve, double margin) {
    public static final int MOST_SLOTS = 2_016;
    public static final int MOST_JOBS = 10_000;

    /// Beyond the whole capacity each further use costs as much as nothing else does.
    private static final double OVERLOAD = 1e3;

    public Trough {
        slots = List.copyOf(slots);
        if (slots.isEmpty() || slots.size() > MOST_SLOTS) {
            throw new IllegalArgumentException(
                    "slots: " + slots.size() + " (expected: 1.." + MOST_SLOTS + ")");
        }
        if (slotMicros <= 0 || !(margin >= 0)) {
            throw new IllegalArgumentException("slots of " + slotMicros + " µs, margin " + margin);
        }
    }

    /// Where a job may be moved to.
    @FunctionalInterface
    public interface Open {
        /// @param startMicros later than the job's earliest time
        boolean at(Job job, long startMicros);
    }

    /// @throws IllegalArgumentException if there are more than [#MOST_JOBS]
    public DeferralPlan plan(List<Job> jobs) {
        return plan(jobs, (_, _) -> true);
    }

    /// @throws IllegalArgumentException if there are more than [#MOST_JOBS]
    public DeferralPlan plan(List<Job> jobs, Open open) {
        if (jobs.size() > MOST_JOBS) {
            throw new IllegalArgumentException(
                    "jobs: " + jobs.size() + " (expected: at most " + MOST_JOBS + ")");
        }
        double[] before = new double[slots.size()];
        jobs.forEach(job -> spread(before, job, earliest(job)));
        double[] after = new double[slots.size()];
        Start[] starts = new Start[jobs.size()];
        for (int index : byRoom(jobs)) {
            Job job = jobs.get(index);
            starts[index] = place(after, job, open);
            spread(after, job, starts[index].startMicros());
        }
        List<Foretold> hours = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            hours.add(foretold(i, before[i], after[i]));
        }
        return new DeferralPlan(List.of(starts), hours);
    }

    private List<Integer> byRoom(List<Job> jobs) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            order.add(i);
        }
        order.sort(
                Comparator.<Integer>comparingLong(i -> latest(jobs.get(i)) - earliest(jobs.get(i)))
                        .thenComparingLong(i -> jobs.get(i).deadlineMicros())
                        .thenComparing(i -> jobs.get(i).id()));
        return order;
    }

    private long earliest(Job job) {
        return Math.max(job.earliestMicros(), startMicros);
    }

    private long latest(Job job) {
        return job.deadlineMicros() - (long) Math.ceil(job.runMicros() * (1 + margin));
    }

    private Start place(double[] used, Job job, Open open) {
        long earliest = earliest(job);
        long latest = latest(job);
        if (latest < earliest) {
            return new Start(job, earliest, false, false);
        }
        long best = earliest;
        double least = Double.POSITIVE_INFINITY;
        double leastUse = Double.POSITIVE_INFINITY;
        long start = earliest;
        long end = startMicros + slotMicros * slots.size();
        long last = Math.min(latest, end - job.runMicros());
        while (start == earliest || start <= last) {
            if (start == earliest || open.at(job, start)) {
                double cost = cost(used, job, start);
                double use = use(used, job, start);
                double small = 1e-9 * Math.max(Math.abs(least), 1);
                if (start == earliest
                        || cost < least - small
                        || (cost <= least + small && use < leastUse - 1e-9)) {
                    best = start;
                    least = cost;
                    leastUse = use;
                }
            }
            start = startMicros + (Math.floorDiv(start - startMicros, slotMicros) + 1) * slotMicros;
        }
        return new Start(job, best, best > earliest, true);
    }

    /// What a stretch does for one job.
    private interface Part {
        void use(int slot, double tokens);
    }

    private void parts(Job job, long start, Part part) {
        double perMicro = (double) job.tokens() / job.runMicros();
        long at = start - startMicros;
        long end = at + job.runMicros();
        int slot = (int) Math.min(at / slotMicros, slots.size());
        while (slot < slots.size() && at < end) {
            long slotEnd = Math.min((slot + 1) * slotMicros, end);
            part.use(slot, perMicro * (slotEnd - at));
            at = slotEnd;
            slot++;
        }
    }

    private void spread(double[] used, Job job, long start) {
        parts(job, start, (slot, tokens) -> used[slot] += tokens);
    }

    private double cost(double[] used, Job job, long start) {
        double[] sum = {0};
        parts(
                job,
                start,
                (slot, tokens) -> {
                    sum[0] += total(slot, used[slot] + tokens) - total(slot, used[slot]);
                });
        return sum[0];
    }

    /// What interactive calls wait in a stretch together, and beyond the capacity a great deal.
    private double total(int slot, double deferred) {
        double use = useOf(slot, deferred);
        double last = curve.points().getLast().firstTokenNanos();
        double over = Math.max(use - 1, 0) * last * OVERLOAD;
        double interactive = slots.get(slot).interactiveTokens();
        return curve.at(use) * interactive + over * Math.max(interactive, 1);
    }

    private double use(double[] used, Job job, long start) {
        double[] highest = {0};
        parts(
                job,
                start,
                (slot, tokens) -> {
                    highest[0] = Math.max(highest[0], useOf(slot, used[slot] + tokens));
                });
        return highest[0];
    }

    private double useOf(int slot, double deferred) {
        Slot of = slots.get(slot);
        return (of.interactiveTokens() + deferred) / of.capacityTokens();
    }

    private Foretold foretold(int slot, double before, double after) {
        double useBefore = useOf(slot, before);
        double useAfter = useOf(slot, after);
        return new Foretold(
                startMicros + slot * slotMicros,
                slots.get(slot).interactiveTokens(),
                useBefore,
                useAfter,
                curve.at(useBefore),
                curve.at(useAfter));
    }
}
