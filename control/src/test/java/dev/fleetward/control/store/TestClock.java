package dev.fleetward.control.store;

import dev.fleetward.core.unit.Clock;

/// The machine's.
final class TestClock implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMicros() {
        return System.currentTimeMillis() * 1_000;
    }
}
