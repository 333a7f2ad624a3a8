package dev.fleetward.gateway.observe;

import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What the gateway holds right now, as gauges: calls under way, room in pools, shares, queues,
/// budgets, breakers. Readings are taken by [#refresh]; a scrape only reads what it left.
/// Thread-safe; `refresh` is called by one thread at a time.
///
/// Rows follow the snapshot: a pool, endpoint or budget that a new configuration drops disappears.
public final class FleetGauges {
    private static final double NANOS_PER_SECOND = 1e9;

    private final GatewayView gateway;
    private final QuotaGauges quotaGauges;
    private final MultiGauge poolLimit;
    private final MultiGauge poolAvailable;
    private final MultiGauge poolQueued;
    private final MultiGauge budgetLimit;
    private final MultiGauge budgetSpent;
    private final MultiGauge budgetReserved;
    private final MultiGauge endpointOpen;
    private final MultiGauge endpointRemaining;
    private final MultiGauge endpointDrained;
    private final MultiGauge endpointBreaker;
    private final MultiGauge endpointShare;
    private final MultiGauge endpointEvidence;
    private final MultiGauge endpointAlarms;
    private volatile GatewayView.Counters counters;
    private volatile long openLeases;

    public FleetGauges(MeterRegistry registry, GatewayView gateway) {
        this.gateway = gateway;
        this.quotaGauges = new QuotaGauges(registry);
        this.counters = gateway.counters();
        gauge(registry, "open.calls", "Calls under way.", GatewayView.Counters::openCalls);
        gauge(
                registry,
                "drains",
                "Provider streams read on after their caller went away.",
                GatewayView.Counters::drains);
        gauge(registry, "queued.calls", "Calls parked by admission.", GatewayView.Counters::queued);
        gauge(registry, "connections", "Callers' connections.", GatewayView.Counters::connections);
        gauge(
                registry,
                "request.held.bytes",
                "Request bodies held in memory.",
                GatewayView.Counters::requestBytesHeld);
        FunctionCounter.builder("fleetward.unrecorded", this, it -> it.counters.unrecorded())
                .description("Calls that passed although the event log could not take them.")
                .register(registry);
        FunctionCounter.builder("fleetward.unrecordable", this, it -> it.counters.unrecordable())
                .description("Calls refused because the event log could not take them.")
                .register(registry);
        FunctionCounter.builder("fleetward.retries", this, it -> it.counters.retries())
                .description("Further attempts after one that failed.")
                .register(registry);
        FunctionCounter.builder("fleetward.hedges", this, it -> it.counters.hedges())
                .description("Second attempts beside streams whose first token was late.")
                .register(registry);
        FunctionCounter.builder(
                        "fleetward.output.tokens.won", this, it -> it.counters.outputTokensWon())
                .description("Quota kept because routes lowered what calls declared as output.")
                .register(registry);
        Gauge.builder("fleetward.open.leases", this, it -> it.openLeases)
                .description("Admitted attempts that are not yet settled.")
                .register(registry);
        Gauge.builder("fleetward.snapshot.version", gateway, GatewayView::snapshotVersion)
                .description("The version of the configuration that is served.")
                .register(registry);
        poolLimit = rows(registry, "pool.limit", "The size of a pool's bucket.");
        poolAvailable = rows(registry, "pool.available", "What is free of a pool's bucket.");
        poolQueued = rows(registry, "pool.queued", "Calls that wait for a pool.");
        budgetLimit = rows(registry, "budget.limit.dollars", "A feature's budget.");
        budgetSpent = rows(registry, "budget.spent.dollars", "What is spent of it.");
        budgetReserved = rows(registry, "budget.reserved.dollars", "What open calls hold of it.");
        endpointOpen = rows(registry, "endpoint.open", "Attempts under way.");
        endpointRemaining =
                rows(
                        registry,
                        "endpoint.breaker.remaining.seconds",
                        "How long its breaker still keeps calls away, where that is known.");
        endpointDrained = rows(registry, "endpoint.drained", "1 if it takes no new calls.");
        endpointBreaker = rows(registry, "endpoint.breaker", "1 for the state of its breaker.");
        endpointShare =
                rows(
                        registry,
                        "endpoint.share.percent",
                        "For how much of its calls it is the first choice.");
        endpointEvidence =
                rows(
                        registry,
                        "endpoint.evidence",
                        "Evidence that a symptom became more frequent; it alarms at 1.");
        endpointAlarms = rows(registry, "endpoint.alarms", "Alarms of a symptom since the start.");
        refresh();
    }

    /// Takes a new reading. Called before a scrape, or about once a second.
    public void refresh() {
        counters = gateway.counters();
        QuotaView quotas = gateway.quotas();
        openLeases = quotas.openLeases();
        refreshPools(quotas.pools());
        quotaGauges.refresh(quotas);
        refreshBudgets(quotas.budgets());
        refreshEndpoints(gateway.endpoints());
    }

    private void refreshPools(List<QuotaView.PoolView> pools) {
        List<MultiGauge.Row<?>> limit = new ArrayList<>();
        List<MultiGauge.Row<?>> available = new ArrayList<>();
        List<MultiGauge.Row<?>> queued = new ArrayList<>();
        for (QuotaView.PoolView pool : pools) {
            queued.add(MultiGauge.Row.of(Tags.of("pool", pool.pool()), pool.queued()));
            for (QuotaView.BucketView bucket : pool.buckets()) {
                Tags tags = Tags.of("pool", pool.pool(), "bucket", bucket.bucket());
                limit.add(MultiGauge.Row.of(tags, bucket.limit()));
                available.add(MultiGauge.Row.of(tags, bucket.available()));
            }
        }
        poolLimit.register(limit, true);
        poolAvailable.register(available, true);
        poolQueued.register(queued, true);
    }

    private void refreshBudgets(List<QuotaView.BudgetView> budgets) {
        List<MultiGauge.Row<?>> limit = new ArrayList<>();
        List<MultiGauge.Row<?>> spent = new ArrayList<>();
        List<MultiGauge.Row<?>> reserved = new ArrayList<>();
        for (QuotaView.BudgetView budget : budgets) {
            Tags tags = Tags.of("feature", budget.feature(), "period", budget.period());
            limit.add(MultiGauge.Row.of(tags, dollars(budget.limit())));
            spent.add(MultiGauge.Row.of(tags, dollars(budget.spent())));
            reserved.add(MultiGauge.Row.of(tags, dollars(budget.reserved())));
        }
        budgetLimit.register(limit, true);
        budgetSpent.register(spent, true);
        budgetReserved.register(reserved, true);
    }

    private void refreshEndpoints(List<GatewayView.EndpointView> endpoints) {
        List<MultiGauge.Row<?>> open = new ArrayList<>();
        List<MultiGauge.Row<?>> remaining = new ArrayList<>();
        List<MultiGauge.Row<?>> drained = new ArrayList<>();
        List<MultiGauge.Row<?>> breaker = new ArrayList<>();
        List<MultiGauge.Row<?>> share = new ArrayList<>();
        List<MultiGauge.Row<?>> evidence = new ArrayList<>();
        List<MultiGauge.Row<?>> alarms = new ArrayList<>();
        for (GatewayView.EndpointView endpoint : endpoints) {
            Tags tags = Tags.of("endpoint", endpoint.endpoint());
            open.add(MultiGauge.Row.of(tags, endpoint.open()));
            HealthView health = endpoint.health();
            remaining.add(MultiGauge.Row.of(tags, health.remainingNanos() / NANOS_PER_SECOND));
            breaker.add(MultiGauge.Row.of(tags.and("state", health.state().label()), 1));
            share.add(MultiGauge.Row.of(tags, health.share()));
            for (HealthView.SymptomView symptom : health.symptoms()) {
                Tags symptomTags = tags.and("symptom", symptom.symptom().label());
                evidence.add(MultiGauge.Row.of(symptomTags, symptom.level()));
                alarms.add(MultiGauge.Row.of(symptomTags, symptom.alarms()));
            }
            drained.add(MultiGauge.Row.of(tags, endpoint.drained() ? 1 : 0));
        }
        endpointOpen.register(open, true);
        endpointRemaining.register(remaining, true);
        endpointDrained.register(drained, true);
        endpointBreaker.register(breaker, true);
        endpointShare.register(share, true);
        endpointEvidence.register(evidence, true);
        endpointAlarms.register(alarms, true);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<GatewayView.Counters> reading) {
        Gauge.builder("fleetward." + name, this, it -> reading.applyAsDouble(it.counters))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static MultiGauge rows(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("fleetward." + name).description(description).register(registry);
    }

    private static double dollars(long nanos) {
        return nanos / (double) Money.NANOS_PER_USD;
    }
}
