package dev.fleetward.control.incident;

import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A clock whose wall time a test sets; durations are the machine's, for the store retries by them,
/// and what passed besides.
final class SetClock implements Clock {
    private final AtomicLong wallMicros = new AtomicLong(TimeUnit.DAYS.toMicros(20_000) + 123_456);

    private final AtomicLong passedNanos = new AtomicLong();

    void pass(Duration time) {
        wallMicros.addAndGet(TimeUnit.MICROSECONDS.convert(time));
        passedNanos.addAndGet(time.toNanos());
    }

    /// Sets the wall time alone.
    void putBack(Duration time) {
        wallMicros.addAndGet(-TimeUnit.MICROSECONDS.convert(time));
    }

    @Override
    public long nanos() {
        return System.nanoTime() + passedNanos.get();
    }

    @Override
    public long wallMicros() {
        return wallMicros.get();
    }
}
