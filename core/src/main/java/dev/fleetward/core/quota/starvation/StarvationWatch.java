package dev.fleetward.core.quota.starvation;

import dev.fleetward.core.view.QuotaView.Starvation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Watches pools for features that do not get what they should:
///
/// 1. *share*: it got less than [#LEAST_SHARE] of its fair share for [#SHARE_NANOS], in all of
///    which its calls waited;
/// 2. *wait*: the p95 of its waits was above [#MOST_WAIT] of its first-token objective for
///    [#WAIT_NANOS];
/// 3. *bloat*: over [#RATIO_NANOS] its calls reserved more than [#MOST_BLOAT] times what they used;
/// 4. *retries*: over [#RATIO_NANOS] it made more than [#MOST_RETRIES] attempts per call.
///
/// The last two need [#EVIDENCE] calls, and their culprit is the feature itself. The culprit of the
/// first two is whoever took the most beyond its fair share meanwhile. A reading of every pool
/// about once a second is meant; more than [#MOST_TICKS] within a window cost the oldest.
///
/// Confined to one thread. Holds state for the pools and features of the last readings alone.
public final class StarvationWatch {
    static final double LEAST_SHARE = 0.5;
    static final double MOST_WAIT = 0.25;
    static final double MOST_BLOAT = 3;
    static final double MOST_RETRIES = 1.2;
    static final long SECOND = 1_000_000_000L;
    static final long SHARE_NANOS = 30 * SECOND;
    static final long WAIT_NANOS = 300 * SECOND;
    static final long RATIO_NANOS = 60 * SECOND;
    static final int EVIDENCE = 20;
    static final int MOST_TICKS = 256;

    private final Map<String, PoolWatch> pools = new TreeMap<>();

    public StarvationWatch() {}

    /// Takes one reading of a pool, of every feature that uses it or waits for it, and answers what
    /// is wrong there now. A clock that goes back counts as one that stands.
    public List<Starvation> tick(String pool, List<FlowReading> flows, long nowNanos) {
        return pools.computeIfAbsent(pool, PoolWatch::new).tick(flows, nowNanos);
    }

    /// Forgets all pools but these.
    public void retain(Set<String> names) {
        pools.keySet().retainAll(names);
    }
}
