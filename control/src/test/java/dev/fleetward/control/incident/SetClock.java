package dev.fleetward.control.incident;

import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A clock whose wall time a test sets; durations are the machine's, for the store retries by them.
final class SetClock implements Clock {
    private final AtomicLong wallMicros = new AtomicLong(TimeUnit.DAYS.toMicros(20_000) + 123_456);

    void pass(Duration time) {
        wallMicros.addAndGet(TimeUnit.MICROSECONDS.convert(time));
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        return wallMicros.get();
    }
}
