package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// The times of one feature's calls as its callers feel them, from acceptance on: what a service
/// level is measured by. Thread-safe.
final class FeatureMeters {
    private final Timer duration;
    private final Timer firstToken;
    private final Timer queued;

    FeatureMeters(MeterRegistry registry, String feature) {
        duration =
                timer("fleetward.call.duration", "From acceptance to the end of the answer.")
                        .tag("feature", feature)
                        .serviceLevelObjectives(GenAiNames.durationBuckets())
                        .register(registry);
        firstToken =
                timer("fleetward.call.first.token", "From acceptance to the first token.")
                        .tag("feature", feature)
                        .serviceLevelObjectives(GenAiNames.firstChunkBuckets())
                        .register(registry);
        queued =
                timer("fleetward.call.queued", "What waiting for admission cost.")
                        .tag("feature", feature)
                        .serviceLevelObjectives(GenAiNames.firstChunkBuckets())
                        .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description);
    }

    void record(CallEvent event) {
        CallEvent.Timing timing = event.timing();
        long parked = Moments.parked(event);
        if (parked >= 0) {
            queued.record(parked, TimeUnit.NANOSECONDS);
        }
        if (event.outcome().last()) {
            duration.record(Moments.attemptEnd(timing), TimeUnit.NANOSECONDS);
            if (timing.firstToken() >= 0) {
                firstToken.record(timing.firstToken(), TimeUnit.NANOSECONDS);
            }
        }
    }
}
