package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.unit.Money;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one feature, route and endpoint did, for one way of ending. Thread-safe.
final class CallMeters {
    /// @param ending null only in [#OVERFLOW]
    record Key(
            String feature,
            String route,
            String endpoint,
            CallEvent.@Nullable Ending ending,
            @Nullable FailureKind failure) {
        static final Key OVERFLOW =
                new Key(BoundedNames.OTHER, BoundedNames.OTHER, BoundedNames.OTHER, null, null);
    }

    private final Counter calls;
    private final Counter attempts;
    private final Counter retries;
    private final Counter cost;
    private final Counter unpriced;
    private final Counter reservedInput;
    private final Counter reservedOutput;
    private final Counter reservedCost;
    private final Counter input;
    private final Counter cacheRead;
    private final Counter cacheWrite;
    private final Counter output;
    private final Counter reasoning;

    CallMeters(MeterRegistry registry, Key key) {
        CallEvent.Ending ending = key.ending();
        FailureKind failure = key.failure();
        Tags place = Tags.of("feature", key.feature(), "endpoint", key.endpoint());
        Tags fate =
                place.and(
                        Tags.of(
                                "route",
                                key.route(),
                                "outcome",
                                ending == null
                                        ? BoundedNames.OTHER
                                        : ending.name().toLowerCase(Locale.ROOT),
                                "failure",
                                failure == null ? BoundedNames.NONE : failure.label(),
                                "blame",
                                failure == null ? BoundedNames.NONE : failure.blame().label()));
        calls =
                Counter.builder("fleetward.calls")
                        .description("Calls by how they ended, counted at their last attempt.")
                        .tags(fate)
                        .register(registry);
        attempts =
                Counter.builder("fleetward.attempts")
                        .description("Attempts by how they ended.")
                        .tags(fate)
                        .register(registry);
        retries = counter(registry, place, "fleetward.retries", "Attempts after a call's first.");
        cost =
                Counter.builder("fleetward.cost")
                        .description("What attempts cost.")
                        .baseUnit("dollars")
                        .tags(place)
                        .register(registry);
        reservedCost =
                Counter.builder("fleetward.cost.reserved")
                        .description("What attempts held in their feature's budget.")
                        .baseUnit("dollars")
                        .tags(place)
                        .register(registry);
        unpriced =
                counter(
                        registry,
                        place,
                        "fleetward.unpriced",
                        "Attempts whose price is unknown, so that no cost counts them.");
        reservedInput = reserved(registry, place, GenAiNames.INPUT);
        reservedOutput = reserved(registry, place, GenAiNames.OUTPUT);
        input = used(registry, place, "input");
        cacheRead = used(registry, place, "cache_read");
        cacheWrite = used(registry, place, "cache_write");
        output = used(registry, place, "output");
        reasoning = used(registry, place, "reasoning");
    }

    private static Counter counter(
            MeterRegistry registry, Tags tags, String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static Counter reserved(MeterRegistry registry, Tags tags, String type) {
        return counter(
                registry,
                tags.and("type", type),
                "fleetward.tokens.reserved",
                "Tokens that admission held for attempts.");
    }

    private static Counter used(MeterRegistry registry, Tags tags, String type) {
        return counter(
                registry,
                tags.and("type", type),
                "fleetward.tokens.used",
                "Tokens that attempts used; reasoning is a part of output, the rest do not"
                        + " overlap.");
    }

    void record(CallEvent event) {
        if (event.outcome().last()) {
            calls.increment();
        }
        if (event.attempt() == 0) {
            return;
        }
        attempts.increment();
        if (event.attempt() > 1) {
            retries.increment();
        }
        CallEvent.Charge charge = event.charge();
        if (charge.costNanos() == CallEvent.Charge.UNKNOWN_COST) {
            unpriced.increment();
        } else {
            add(cost, charge.costNanos() / (double) Money.NANOS_PER_USD);
        }
        add(reservedCost, charge.reservedCostNanos() / (double) Money.NANOS_PER_USD);
        add(reservedInput, (double) charge.reservedInputTokens());
        add(reservedOutput, (double) charge.reservedOutputTokens());
        Usage usage = event.usage();
        add(input, usage.input());
        add(cacheRead, usage.cacheRead());
        add(cacheWrite, usage.cacheWrite());
        add(cacheWrite, usage.cacheWriteLong());
        add(output, usage.output());
        add(reasoning, usage.reasoning());
    }

    private static void add(Counter counter, TokenCount count) {
        add(counter, (double) count.tokens());
    }

    /// Counters only go up; a correction belongs to the ledger.
    private static void add(Counter counter, double amount) {
        if (amount > 0) {
            counter.increment(amount);
        }
    }
}
