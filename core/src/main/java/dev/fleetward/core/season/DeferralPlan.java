package dev.fleetward.core.season;

import java.util.List;

/// When work that can wait should start, and what interactive calls gain. Immutable. [Trough#plan]
/// makes it.
///
/// @param starts one for each job, in the order in which jobs were given
/// @param hours the stretches of the day with and without the move
public record DeferralPlan(List<Start> starts, List<Foretold> hours) {
    public DeferralPlan {
        starts = List.copyOf(starts);
        hours = List.copyOf(hours);
    }

    /// Work that can wait. Immutable.
    ///
    /// @param earliestMicros when it could start
    /// @param deadlineMicros when it has to be done
    /// @param tokens input and output
    /// @param runMicros how long it takes, of which nothing is gained by waiting
    public record Job(
            String id, long earliestMicros, long deadlineMicros, long tokens, long runMicros) {
        public Job {
            if (tokens < 0 || runMicros <= 0) {
                throw new IllegalArgumentException(
                        id + ": " + tokens + " tokens in " + runMicros + " µs (expected: in some)");
            }
        }
    }

    /// A stretch of the time to come. Immutable.
    ///
    /// @param capacityTokens what can be served in it
    /// @param interactiveTokens what calls that cannot wait will use of it
    public record Slot(long capacityTokens, double interactiveTokens) {
        public Slot {
            if (capacityTokens <= 0 || !(interactiveTokens >= 0)) {
                throw new IllegalArgumentException(
                        interactiveTokens + " tokens of " + capacityTokens);
            }
        }
    }

    /// When a job starts. Immutable.
    ///
    /// @param moved whether it would have started earlier without the plan
    /// @param kept whether its deadline can be kept with the margin; where it cannot be, the job
    ///   starts as early as it may
    public record Start(Job job, long startMicros, boolean moved, boolean kept) {
        public long endMicros() {
            return startMicros + job.runMicros;
        }
    }

    /// What is foretold of one stretch. Immutable.
    ///
    /// @param useBefore of the capacity, if each job starts as early as it may
    /// @param useAfter of the capacity, as planned
    public record Foretold(
            long startMicros,
            double interactiveTokens,
            double useBefore,
            double useAfter,
            double firstTokenBeforeNanos,
            double firstTokenAfterNanos) {}

    public long moved() {
        return starts.stream().filter(Start::moved).count();
    }

    public boolean keepsEveryDeadline() {
        return starts.stream().allMatch(Start::kept);
    }

    /// What interactive calls wait for their first token where it is worst without the plan, there
    /// and then: without it and with it.
    public Foretold atPeak() {
        Foretold worst = hours.getFirst();
        for (Foretold hour : hours) {
            if (hour.firstTokenBeforeNanos > worst.firstTokenBeforeNanos) {
                worst = hour;
            }
        }
        return worst;
    }

    /// The mean over interactive tokens of the whole time, without the plan.
    public double meanBeforeNanos() {
        return mean(false);
    }

    /// The mean over interactive tokens of the whole time, with the plan.
    public double meanAfterNanos() {
        return mean(true);
    }

    private double mean(boolean after) {
        double sum = 0;
        double weight = 0;
        for (Foretold hour : hours) {
            double nanos = after ? hour.firstTokenAfterNanos : hour.firstTokenBeforeNanos;
            sum += nanos * hour.interactiveTokens;
            weight += hour.interactiveTokens;
        }
        return weight == 0 ? 0 : sum / weight;
    }
}
