package dev.fleetward.gateway.observe;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Meters by label set, made when a label set is first seen. At most `limit` label sets get meters
/// of their own; the rest share those of `overflow`. Thread-safe; a label set that was seen costs
/// one look-up and no lock.
final class Series<K, V> {
    private final int limit;
    private final Function<K, V> make;
    private final K overflowKey;
    private final ConcurrentHashMap<K, V> made = new ConcurrentHashMap<>();

    Series(int limit, K overflowKey, Function<K, V> make) {
        this.limit = limit;
        this.overflowKey = overflowKey;
        this.make = make;
    }

    V of(K key) {
        V known = made.get(key);
        return known != null ? known : admit(key);
    }

    private synchronized V admit(K key) {
        K own = made.size() < limit ? key : overflowKey;
        return made.computeIfAbsent(own, make);
    }
}
