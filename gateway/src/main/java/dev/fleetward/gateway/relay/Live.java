package dev.fleetward.gateway.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What is under way now, over all event loops. Thread-safe.
final class Live {
    final AtomicLong openCalls = new AtomicLong();
    final AtomicLong drains = new AtomicLong();
    final AtomicLong queued = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong requestBytesHeld = new AtomicLong();
    final LongAdder calls = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder unrecorded = new LongAdder();
    final LongAdder unrecordable = new LongAdder();
    final LongAdder outputTokensWon = new LongAdder();

    /// Bounded by the number of endpoints that were ever configured.
    private final Map<String, AtomicLong> openByEndpoint = new ConcurrentHashMap<>();

    AtomicLong openAt(String endpoint) {
        AtomicLong open = openByEndpoint.get(endpoint);
        return open != null
                ? open
                : openByEndpoint.computeIfAbsent(endpoint, name -> new AtomicLong());
    }

    /// Takes one of `limit` places; false where none is free.
    static boolean take(AtomicLong counter, long amount, long limit) {
        if (counter.addAndGet(amount) <= limit) {
            return true;
        }
        counter.addAndGet(-amount);
        return false;
    }
}
