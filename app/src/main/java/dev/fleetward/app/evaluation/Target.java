package dev.fleetward.app.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An endpoint that a run may ask. Immutable.
///
/// @param region as configured; null where it has none
/// @param allowed whether the feature's and the route's zones let it serve
/// @param stopped whether it takes no calls on purpose
/// @param price null where nobody knows it
public record Target(
        String endpoint,
        @Nullable String region,
        String model,
        boolean allowed,
        boolean stopped,
        @Nullable Price price) {

    /// Nano-dollars per million tokens, at the dearest.
    public record Price(long input, long output) {}

    /// From the answer that opens a run.
    static List<Target> of(JsonNode endpoints) {
        List<Target> targets = new ArrayList<>();
        for (JsonNode each : endpoints) {
            targets.add(
                    new Target(
                            each.path("endpoint").asString(""),
                            each.hasNonNull("region") ? each.path("region").asString("") : null,
                            each.path("model").asString(""),
                            each.path("allowed").asBoolean(false),
                            each.path("stopped").asBoolean(true),
                            each.hasNonNull("inputPerMillionNanos")
                                    ? new Price(
                                            each.path("inputPerMillionNanos").asLong(0),
                                            each.path("outputPerMillionNanos").asLong(0))
                                    : null));
        }
        return targets;
    }
}
