package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.starvation.FlowReading;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.view.QuotaView.QueueView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each feature does in one pool, for those who look. Nothing is decided by it. Confined to
/// the lock of its desk.
final class PoolTallies {
    /// Waits of calls that left the queue within this are told of.
    private static final long LATELY_NANOS = 60_000_000_000L;

    /// A feature that did nothing for so long is not told of any more.
    private static final long QUIET_NANOS = 900_000_000_000L;

    private final Map<String, FeatureTally> byFeature = new HashMap<>();

    QueueTally of(Ask ask) {
        String feature = ask.feature().name();
        FeatureTally known = byFeature.get(feature);
        if (known == null) {
            known = new FeatureTally(feature);
            byFeature.put(feature, known);
        }
        var objective = ask.feature().objective();
        return known.queue(
                ask.who().callClass(), objective == null ? 0 : objective.firstTokenNanos());
    }

    void forgetQuiet(long nowNanos) {
        byFeature.values().removeIf(each -> each.isQuiet(QUIET_NANOS, nowNanos));
    }

    /// What each feature did since the last reading.
    List<FlowReading> read(ClassPolicies classes, ShareBook shares, long nowNanos) {
        List<FlowReading> readings = new ArrayList<>(byFeature.size());
        for (FeatureTally tally : byFeature.values()) {
            FeatureTally.Reading read = tally.read();
            long objective = 0;
            long wait = -1;
            for (CallClass each : CallClass.values()) {
                QueueTally queued = tally.known(each);
                if (queued != null && (objective == 0 || wait < 0)) {
                    objective =
                            tally.promisedNanos() > 0
                                    ? tally.promisedNanos()
                                    : classes.of(each).firstTokenNanos();
                    wait = queued.waitP95Nanos(LATELY_NANOS, nowNanos);
                }
            }
            readings.add(
                    new FlowReading(
                            tally.feature,
                            tally.isBacklogged(),
                            read.servedTokens(),
                            shares.entitlement(tally.feature, byFeature.keySet()),
                            wait,
                            objective,
                            read.reservedTokens(),
                            read.usedTokens(),
                            read.attempts(),
                            read.logicalCalls()));
        }
        return readings;
    }

    List<QueueView> queues(long nowNanos) {
        List<QueueView> queues = new ArrayList<>();
        for (FeatureTally tally : byFeature.values()) {
            for (CallClass each : CallClass.values()) {
                QueueTally queued = tally.known(each);
                if (queued != null) {
                    queues.add(
                            new QueueView(
                                    tally.feature,
                                    each.label(),
                                    queued.waiting(),
                                    queued.bytes(),
                                    queued.oldestWaitNanos(nowNanos),
                                    queued.waitP95Nanos(LATELY_NANOS, nowNanos),
                                    queued.refusals()));
                }
            }
        }
        return queues;
    }
}
