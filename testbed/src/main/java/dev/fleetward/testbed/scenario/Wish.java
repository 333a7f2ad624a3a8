package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.snapshot.Feature;

/// A call that somebody wants to make. Immutable.
///
/// @param inputTokens of the prompt
/// @param outputTokens that it will generate, at least 1; nobody is told
/// @param maxOutputTokens that it declares
/// @param patienceNanos how long it may wait for its admission
record Wish(
        Feature feature,
        CallClass callClass,
        int inputTokens,
        int outputTokens,
        int maxOutputTokens,
        long patienceNanos) {

    /// What it is as service when it has been served whole.
    long service(ServiceWeights weights) {
        return weights.of(inputTokens, outputTokens, inputTokens);
    }
}
