package dev.fleetward.core.quota;

import dev.fleetward.core.fair.FairQueue;
import dev.fleetward.core.snapshot.FixedLimit;
import java.time.Duration;
import java.util.List;

/// The bounds of admission that no key of the configuration moves. Stateless.
public final class QuotaLimits {
    private QuotaLimits() {}

    public static List<FixedLimit> fixed() {
        return List.of(
                count(
                        "flows",
                        FairQueue.MAX_FLOWS,
                        "Features, tenants, keys and jobs that a pool's fair queue remembers; beyond it idle ones are forgotten."),
                count(
                        "estimated flows",
                        Estimator.FLOWS,
                        "Pairs of feature and route whose use is learned; the least recently used goes first."),
                seconds(
                        "lease",
                        FairDesk.LEASE_NANOS,
                        "How long a call may hold its quota at least before it counts as lost; twice its endpoint's `total` if that is longer."),
                seconds(
                        "pause",
                        PoolLimits.LONGEST_PAUSE_NANOS,
                        "How long a pool rests at most when its provider asks to be left alone."));
    }

    private static FixedLimit count(String name, long value, String meaning) {
        return new FixedLimit(name, Long.toString(value), meaning);
    }

    private static FixedLimit seconds(String name, long nanos, String meaning) {
        return new FixedLimit(name, Duration.ofNanos(nanos).toSeconds() + " s", meaning);
    }
}
