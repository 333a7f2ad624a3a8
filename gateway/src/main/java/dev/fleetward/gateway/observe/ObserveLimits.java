package dev.fleetward.gateway.observe;

import dev.fleetward.core.snapshot.FixedLimit;
import java.util.List;

/// The bounds of metrics, traces and the access log. Stateless.
public final class ObserveLimits {
    private ObserveLimits() {}

    public static List<FixedLimit> fixed() {
        return List.of(
                limit("metrics models", Meters.MAX_MODELS, "Model names in metrics."),
                limit("metrics features", Meters.MAX_FEATURES, "Features in metrics."),
                limit("metrics attempts", Meters.MAX_ATTEMPT_SERIES, "Series about attempts."),
                limit("metrics calls", Meters.MAX_CALL_SERIES, "Series about calls."),
                limit("metrics flaws", Meters.MAX_FLAW_SERIES, "Series about flaws of answers."),
                limit("metrics name", BoundedNames.MAX_LENGTH, "Characters of a label."),
                limit(
                        "metrics quota",
                        QuotaGauges.MAX_ROWS,
                        "Series of each gauge of shares and queues."),
                limit("spans", Tracing.MAX_QUEUED_SPANS, "Spans that wait to be exported."),
                limit("span batch", Tracing.MAX_BATCH_SPANS, "Spans in one export."),
                limit("span text", Tracing.MAX_ATTRIBUTE_LENGTH, "Characters of an attribute."),
                limit("access log", AccessLog.MAX_QUEUED, "Lines that wait to be written."),
                limit("access log text", AccessLine.MAX_TEXT, "Characters of one value."));
    }

    private static FixedLimit limit(String name, long value, String meaning) {
        return new FixedLimit(name, Long.toString(value), meaning);
    }
}
