package dev.fleetward.app.fleet;

import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Stands still between steps, so that whatever happens between two of them happens at one instant,
/// however slow the machine is. Thread-safe.
final class SteppedClock implements Clock {
    /// 2026-11-16T09:00:00Z, in nanoseconds.
    private static final long BEGIN = 1_794_819_600_000_000_000L;

    private final AtomicLong now = new AtomicLong(BEGIN);

    void step(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Override
    public long nanos() {
        return now.get();
    }

    @Override
    public long wallMicros() {
        return now.get() / 1_000;
    }
}
