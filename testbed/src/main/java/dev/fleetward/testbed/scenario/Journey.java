package dev.fleetward.testbed.scenario;

import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.testbed.engine.Sequence;
import org.jspecify.annotations.Nullable;

/// What became of a call. Times are -1 until they have come. Confined to its world.
final class Journey {
    final Wish wish;
    final long askedNanos;
    long admittedNanos = -1;
    long firstTokenNanos = -1;
    long endNanos = -1;
    @Nullable String refusal;
    Admission.@Nullable Ticket ticket;
    @Nullable Lease lease;
    @Nullable Sequence sequence;

    /// Whether its caller hung up or its provider failed.
    boolean left;

    /// How long the caller was told to wait before it tries again; 0 if it was told nothing.
    long retryAfterNanos;

    Journey(Wish wish, long askedNanos) {
        this.wish = wish;
        this.askedNanos = askedNanos;
    }

    boolean completed() {
        return endNanos >= 0 && refusal == null && !left;
    }

    double firstTokenSeconds() {
        return (firstTokenNanos - askedNanos) / 1e9;
    }

    double waitSeconds() {
        return (admittedNanos - askedNanos) / 1e9;
    }

    /// Tokens in both directions.
    long tokens() {
        return (long) wish.inputTokens() + wish.outputTokens();
    }
}
