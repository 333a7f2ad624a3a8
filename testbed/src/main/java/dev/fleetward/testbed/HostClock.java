package dev.fleetward.testbed;

import dev.fleetward.core.unit.Clock;
import java.time.Instant;

/// The machine's own clock, for load and providers that run in real time. Stateless, thread-safe.
public final class HostClock implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
