package dev.fleetward.app.events;

import dev.fleetward.core.unit.Clock;

/// The host's clock. Thread-safe.
record HostClock() implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        return System.currentTimeMillis() * 1_000;
    }
}
