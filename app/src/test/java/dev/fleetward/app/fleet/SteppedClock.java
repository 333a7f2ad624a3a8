package dev.fleetward.app.fleet;

import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Stands still between steps, so that whatever happens between two of them happens at one instant,
/// however slow the machine is. Thread-safe.
final class SteppedClock implements Clock {
    /// 2026-11-16T09:00:00Z, in nanoseconds.
    private static final long BEGIN = 1_794_819_600_000_000_000L;

    private final AtomicLong stood = new AtomicLong(BEGIN);
    private final AtomicLong startedNanos = new AtomicLong(Long.MIN_VALUE);

    void step(Duration time) {
        stood.addAndGet(time.toNanos());
    }

    /// Runs on by itself from now on.
    void start() {
        startedNanos.compareAndSet(Long.MIN_VALUE, System.nanoTime());
    }

    @Override
    public long nanos() {
        long started = startedNanos.get();
        return stood.get() + (started == Long.MIN_VALUE ? 0 : System.nanoTime() - started);
    }

    @Override
    public long wallMicros() {
        return nanos() / 1_000;
    }
}
