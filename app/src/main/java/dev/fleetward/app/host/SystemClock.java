package dev.fleetward.app.host;

import dev.fleetward.core.unit.Clock;
import java.time.Instant;

/// The machine's clock. Thread-safe.
public final class SystemClock implements Clock {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
    }
}
