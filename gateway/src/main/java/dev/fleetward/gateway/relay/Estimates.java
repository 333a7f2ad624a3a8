package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.quota.Estimate;

/// What a call may use, guessed from its facts. Stateless.
final class Estimates {
    /// What a model generates at most where the caller sets no limit.
    static final long DEFAULT_MAX_OUTPUT = 4_096;

    /// What it is expected to generate where the caller sets none.
    static final long DEFAULT_OUTPUT = 512;

    private Estimates() {}

    static Estimate of(CallFacts facts) {
        long input = facts.estimatedInputTokens();
        if (!facts.operation().generates()) {
            return new Estimate(input, 0, 0);
        }
        long max = facts.maxOutputTokens() < 0 ? DEFAULT_MAX_OUTPUT : facts.maxOutputTokens();
        long expected = facts.maxOutputTokens() < 0 ? DEFAULT_OUTPUT : max;
        return new Estimate(input, expected * facts.choices(), max * facts.choices());
    }
}
