package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.failure.FailureKind;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The metrics of the OpenTelemetry GenAI conventions for one label set. Thread-safe.
final class AttemptMeters {
    /// @param provider the family of the provider: its dialect
    /// @param modelSent bounded
    /// @param modelServed bounded
    record Key(
            @Nullable Operation operation,
            String provider,
            String modelSent,
            String modelServed,
            @Nullable FailureKind failure) {
        static final Key OVERFLOW =
                new Key(null, BoundedNames.OTHER, BoundedNames.OTHER, BoundedNames.OTHER, null);
    }

    private final Timer duration;
    private final Timer firstChunk;
    private final DistributionSummary inputTokens;
    private final DistributionSummary outputTokens;

    /// The registry hands out the same token and first-chunk meters to all keys that differ only in
    /// their failure.
    AttemptMeters(MeterRegistry registry, Key key) {
        Operation operation = key.operation();
        FailureKind failure = key.failure();
        Tags tags =
                Tags.of(
                        GenAiNames.OPERATION_NAME,
                        operation == null ? BoundedNames.OTHER : GenAiNames.operation(operation),
                        GenAiNames.PROVIDER_NAME,
                        key.provider(),
                        GenAiNames.REQUEST_MODEL,
                        key.modelSent(),
                        GenAiNames.RESPONSE_MODEL,
                        key.modelServed());
        duration =
                Timer.builder(GenAiNames.OPERATION_DURATION)
                        .description("From sending an attempt to the end of its answer.")
                        .tags(tags)
                        .tag(
                                GenAiNames.ERROR_TYPE,
                                failure == null ? BoundedNames.NONE : failure.label())
                        .serviceLevelObjectives(GenAiNames.durationBuckets())
                        .register(registry);
        firstChunk =
                Timer.builder(GenAiNames.TIME_TO_FIRST_CHUNK)
                        .description("From sending a streamed attempt to its first token.")
                        .tags(tags)
                        .serviceLevelObjectives(GenAiNames.firstChunkBuckets())
                        .register(registry);
        inputTokens = tokens(registry, tags, GenAiNames.INPUT);
        outputTokens = tokens(registry, tags, GenAiNames.OUTPUT);
    }

    private static DistributionSummary tokens(MeterRegistry registry, Tags tags, String type) {
        return DistributionSummary.builder(GenAiNames.TOKEN_USAGE)
                .description("Tokens of an attempt.")
                .tags(tags)
                .tag(GenAiNames.TOKEN_TYPE, type)
                .serviceLevelObjectives(GenAiNames.tokenBuckets())
                .register(registry);
    }

    void record(CallEvent event) {
        CallEvent.Timing timing = event.timing();
        long sent = Moments.attemptStart(timing);
        duration.record(Math.max(0, Moments.attemptEnd(timing) - sent), TimeUnit.NANOSECONDS);
        if (event.target().stream() && timing.firstToken() >= 0) {
            firstChunk.record(Math.max(0, timing.firstToken() - sent), TimeUnit.NANOSECONDS);
        }
        Usage usage = event.usage();
        if (usage.input().isKnown()) {
            inputTokens.record((double) usage.totalInput());
        }
        if (usage.output().isKnown()) {
            outputTokens.record((double) usage.totalOutput());
        }
    }
}
