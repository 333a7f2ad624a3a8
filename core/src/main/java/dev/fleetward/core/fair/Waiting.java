package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// A call in a queue. Confined to its queue.
///
/// @param <C> what the owner of the queue knows of the call
public final class Waiting<C> extends Dated {
    final C call;
    final Flow flow;
    final int band;
    final long service;
    final long size;
    final long sinceNanos;
    @Nullable Waiting<C> older;
    @Nullable Waiting<C> younger;

    Waiting(
            C call,
            Flow flow,
            int band,
            long service,
            long size,
            long deadlineNanos,
            long sinceNanos,
            long number) {
        super(deadlineNanos, number);
        this.call = call;
        this.flow = flow;
        this.band = band;
        this.service = service;
        this.size = size;
        this.sinceNanos = sinceNanos;
    }

    public C call() {
        return call;
    }

    /// Its job, whose ancestors are its key, tenant and feature.
    public Flow flow() {
        return flow;
    }

    public int band() {
        return band;
    }

    public long sinceNanos() {
        return sinceNanos;
    }

    /// Whether it still stands in the queue.
    public boolean isQueued() {
        return index != Flow.ABSENT;
    }
}
