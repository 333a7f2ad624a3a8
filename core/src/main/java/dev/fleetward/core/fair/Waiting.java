package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// A call in a queue, once; whoever owns the queue adds what it knows of the call. One object with
/// the links of all the lists in which it stands, because there may be a hundred thousand of them.
/// Confined to its queue.
public abstract class Waiting {
    final long deadlineNanos;
    final long service;
    final long size;
    final long sinceNanos;

    /// Of two with the same deadline the smaller number goes first.
    long number;

    /// In the heap of its job, if it stands there; see [Job].
    int index = Flow.ABSENT;

    int band;

    /// Null before it comes into the queue and after it has left.
    @Nullable Job job;

    /// In order of arrival in its band.
    @Nullable Waiting older;

    @Nullable Waiting younger;

    /// In order of deadlines in its job.
    @Nullable Waiting sooner;

    @Nullable Waiting later;

    /// @param service what the call is expected to use, in service units
    /// @param size what it takes of the pool, in whatever unit the owner estimates waits in
    protected Waiting(long service, long size, long deadlineNanos, long sinceNanos) {
        this.service = service;
        this.size = size;
        this.deadlineNanos = deadlineNanos;
        this.sinceNanos = sinceNanos;
    }

    public final long deadlineNanos() {
        return deadlineNanos;
    }

    /// Its job, whose ancestors are its key, tenant and feature. It stands in the queue.
    public final Flow flow() {
        return job();
    }

    final Job job() {
        if (job == null) {
            throw new IllegalStateException("the call is not in the queue");
        }
        return job;
    }

    public final int band() {
        return band;
    }

    public final long sinceNanos() {
        return sinceNanos;
    }

    /// Whether it stands in the queue.
    public final boolean isQueued() {
        return job != null;
    }

    final boolean isBefore(Waiting other) {
        return deadlineNanos != other.deadlineNanos
                ? deadlineNanos - other.deadlineNanos < 0
                : number < other.number;
    }
}
