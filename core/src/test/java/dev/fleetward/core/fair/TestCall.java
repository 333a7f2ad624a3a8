package dev.fleetward.core.fair;

/// A call with a name. Confined to its queue.
final class TestCall extends Waiting {
    final String name;

    TestCall(String name, long service, long size, long deadlineNanos, long sinceNanos) {
        super(service, size, deadlineNanos, sinceNanos);
        this.name = name;
    }
}
