package dev.fleetward.gateway.observe;

import dev.fleetward.core.view.QuotaView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who has what of each pool, who waits for it and who is starved, as gauges. Confined to the
/// thread that refreshes; each gauge has [#MAX_ROWS] rows at most, later ones are left out.
final class QuotaGauges {
    /// Pools × features × classes of a large fleet are fewer.
    static final int MAX_ROWS = 2_000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PARTS = 1e6;

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
    private final Map<String, List<MultiGauge.Row<?>>> rows = new LinkedHashMap<>();

    QuotaGauges(MeterRegistry registry) {
        this.registry = registry;
        gauge("share.reserve.ratio", "What is kept of a pool for a feature.");
        gauge("share.used.ratio", "What a feature uses of a pool.");
        gauge("share.lent.ratio", "The part of its reservation that others use.");
        gauge("share.borrowed.ratio", "What it uses beyond its reservation.");
        gauge("queue.calls", "Calls of a feature and class that wait for a pool.");
        gauge("queue.bytes", "Request bodies of those calls.");
        gauge("queue.oldest.seconds", "How long the oldest of them has waited.");
        gauge("queue.wait.p95.seconds", "How long those waited that left lately.");
        gauge("queue.refused", "Calls that left a queue unserved since the start.");
        gauge("pool.foreign.tokens.per.minute", "What others than this gateway use of a pool.");
        gauge("pool.refused", "Provider's refusals for too much, since the start.");
        gauge("pool.surprises", "Those of them that came while we saw room.");
        gauge(
                "pool.limits.differed",
                "How often a provider named another limit than the configured one, since the start.");
        gauge("pool.told", "The limit that a provider names.");
        gauge("pool.learned.tokens.per.minute", "The rate that a provider turned out to give.");
        gauge("pool.paused.seconds", "For how long a provider asked to be left alone.");
        gauge(
                "pool.batch.allowed.ratio",
                "The part of a pool that batch work may borrow while urgent calls miss their first token.");
        gauge("leases.expired", "Leases whose holder was gone, since the start.");
        gauge(
                "starvation.seconds",
                "For how long a feature has not got what it should; culprit names who took it.");
    }

    private void gauge(String name, String description) {
        gauges.put(
                name,
                MultiGauge.builder("fleetward." + name)
                        .description(description)
                        .register(registry));
        rows.put(name, new ArrayList<>());
    }

    void refresh(QuotaView quotas) {
        rows.values().forEach(List::clear);
        for (QuotaView.PoolView pool : quotas.pools()) {
            pool.shares().forEach(share -> share(pool.pool(), share));
            pool.queues().forEach(queue -> queue(pool.pool(), queue));
            Tags tags = Tags.of("pool", pool.pool());
            QuotaView.LearnedView learned = pool.learned();
            add("pool.foreign.tokens.per.minute", tags, learned.foreignTokensPerMinute());
            learned(tags, learned);
            add("pool.batch.allowed.ratio", tags, pool.throttle().allowed() / PARTS);
        }
        add("leases.expired", Tags.empty(), quotas.expiredLeases());
        quotas.signals().forEach(this::signal);
        gauges.forEach((name, gauge) -> gauge.register(List.copyOf(rowsOf(name)), true));
    }

    private void learned(Tags tags, QuotaView.LearnedView learned) {
        add("pool.refused", tags, learned.refused429());
        add("pool.surprises", tags, learned.surprises429());
        add("pool.limits.differed", tags, learned.limitsDiffered());
        add("pool.paused.seconds", tags, learned.pausedNanos() / NANOS_PER_SECOND);
        if (learned.learnedTokensPerMinute() >= 0) {
            add("pool.learned.tokens.per.minute", tags, learned.learnedTokensPerMinute());
        }
        for (QuotaView.ToldView told : learned.told()) {
            add("pool.told", tags.and("bucket", told.bucket()), told.told());
        }
    }

    private void share(String pool, QuotaView.ShareView share) {
        Tags tags = Tags.of("pool", pool, "feature", share.feature());
        add("share.reserve.ratio", tags, share.reserve() / PARTS);
        add("share.used.ratio", tags, share.used() / PARTS);
        add("share.lent.ratio", tags, share.lent() / PARTS);
        add("share.borrowed.ratio", tags, share.borrowed() / PARTS);
    }

    private void queue(String pool, QuotaView.QueueView queue) {
        Tags tags = Tags.of("pool", pool, "feature", queue.feature(), "class", queue.callClass());
        add("queue.calls", tags, queue.waiting());
        add("queue.bytes", tags, queue.waitingBytes());
        add("queue.oldest.seconds", tags, queue.oldestWaitNanos() / NANOS_PER_SECOND);
        if (queue.waitP95Nanos() >= 0) {
            add("queue.wait.p95.seconds", tags, queue.waitP95Nanos() / NANOS_PER_SECOND);
        }
        add("queue.refused", tags, queue.refused());
    }

    private void signal(QuotaView.Starvation signal) {
        Tags tags =
                Tags.of(
                        "kind",
                        signal.kind().label(),
                        "pool",
                        signal.pool(),
                        "feature",
                        signal.feature(),
                        "culprit",
                        signal.culprit() == null ? BoundedNames.NONE : signal.culprit());
        add("starvation.seconds", tags, signal.sinceNanos() / NANOS_PER_SECOND);
    }

    private void add(String name, Tags tags, double value) {
        List<MultiGauge.Row<?>> of = rowsOf(name);
        if (of.size() < MAX_ROWS) {
            of.add(MultiGauge.Row.of(tags, value));
        }
    }

    private List<MultiGauge.Row<?>> rowsOf(String name) {
        return rows.getOrDefault(name, List.of());
    }
}
