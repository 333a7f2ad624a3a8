package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.health.Flaw;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/// Calls as metrics, from call events only: the OpenTelemetry GenAI metrics per model, and
/// `fleetward.*` per feature, route and endpoint. Thread-safe.
///
/// Label values are names of the snapshot, enum labels and model names; the number of label sets is
/// bounded, so neither a caller nor a provider can make the registry grow without end.
public final class Meters implements CallObserver {
    /// Distinct model names that become label values, of those we send and of those we are told
    /// each.
    static final int MAX_MODELS = 200;

    /// Label sets of the GenAI metrics, each with up to four histograms.
    static final int MAX_ATTEMPT_SERIES = 1_000;

    /// Label sets of counters by feature, route, endpoint and ending.
    static final int MAX_CALL_SERIES = 4_000;

    static final int MAX_FEATURES = 1_000;

    /// Label sets of the counter of flaws.
    static final int MAX_FLAW_SERIES = 2_000;

    private final BoundedNames sent = new BoundedNames(MAX_MODELS);
    private final BoundedNames served = new BoundedNames(MAX_MODELS);
    private final Series<AttemptMeters.Key, AttemptMeters> attempts;
    private final Series<CallMeters.Key, CallMeters> calls;
    private final Series<String, FeatureMeters> features;
    private final Series<FlawKey, Counter> flaws;

    /// @param flaw null only in [#OVERFLOW]
    private record FlawKey(String endpoint, String feature, @Nullable Flaw flaw) {
        static final FlawKey OVERFLOW = new FlawKey(BoundedNames.OTHER, BoundedNames.OTHER, null);

        Counter counter(MeterRegistry registry) {
            return Counter.builder("fleetward.answer.flaws")
                    .description("Whole answers by what was wrong with them in meaning.")
                    .tag("endpoint", endpoint)
                    .tag("feature", feature)
                    .tag("flaw", flaw == null ? BoundedNames.OTHER : flaw.label())
                    .register(registry);
        }
    }

    public Meters(MeterRegistry registry) {
        attempts =
                new Series<>(
                        MAX_ATTEMPT_SERIES,
                        AttemptMeters.Key.OVERFLOW,
                        key -> new AttemptMeters(registry, key));
        calls =
                new Series<>(
                        MAX_CALL_SERIES,
                        CallMeters.Key.OVERFLOW,
                        key -> new CallMeters(registry, key));
        features =
                new Series<>(
                        MAX_FEATURES,
                        BoundedNames.OTHER,
                        feature -> new FeatureMeters(registry, feature));
        flaws = new Series<>(MAX_FLAW_SERIES, FlawKey.OVERFLOW, key -> key.counter(registry));
    }

    @Override
    public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
        return null;
    }

    @Override
    public void closed(CallEvent closed, @Nullable Span span) {
        CallEvent.Target target = closed.target();
        String feature = named(closed.who().feature());
        calls.of(
                        new CallMeters.Key(
                                feature,
                                named(target.route()),
                                named(target.endpoint()),
                                closed.outcome().ending(),
                                closed.outcome().failure()))
                .record(closed);
        features.of(feature).record(closed);
        Flaw flaw = closed.outcome().flaw();
        if (flaw != null) {
            flaws.of(new FlawKey(named(target.endpoint()), feature, flaw)).increment();
        }
        if (closed.attempt() > 0) {
            WireDialect dialect = target.providerDialect();
            attempts.of(
                            new AttemptMeters.Key(
                                    target.operation(),
                                    dialect == null
                                            ? BoundedNames.NONE
                                            : GenAiNames.provider(dialect),
                                    sent.of(target.modelSent()),
                                    served.of(closed.served().model()),
                                    closed.outcome().failure()))
                    .record(closed);
        }
    }

    private static String named(@Nullable String name) {
        return name == null || name.isEmpty() ? BoundedNames.NONE : name;
    }
}
