package dev.fleetward.core.fair;

/// Something with a deadline, and its place among others of its kind. Confined like those that hold
/// it, at most one [Deadlines] at a time.
public abstract class Dated {
    final long deadlineNanos;

    /// Of two with the same deadline the smaller number goes first.
    final long number;

    int index = Flow.ABSENT;

    protected Dated(long deadlineNanos, long number) {
        this.deadlineNanos = deadlineNanos;
        this.number = number;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }
}
