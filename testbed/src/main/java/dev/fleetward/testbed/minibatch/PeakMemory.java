package dev.fleetward.testbed.minibatch;

import java.util.Arrays;

/// The most KV tokens that a batch will ever hold when nobody joins it: LightLLM's admission test.
/// Sorted by remaining output, longest first, the batch is at its largest when some request is
/// about to leave: `max over i of remaining_i · i + Σ held_j for j ≤ i`. Confined to one thread.
final class PeakMemory {
    private long[] remaining = new long[64];
    private long[] held = new long[64];
    private int size;

    void clear() {
        size = 0;
    }

    /// Adds a request that holds `heldTokens` now and will hold `remainingTokens` more.
    void add(long heldTokens, long remainingTokens) {
        if (size == remaining.length) {
            remaining = Arrays.copyOf(remaining, 2 * size);
            held = Arrays.copyOf(held, 2 * size);
        }
        int at = size++;
        while (at > 0 && remaining[at - 1] < remainingTokens) {
            remaining[at] = remaining[at - 1];
            held[at] = held[at - 1];
            at--;
        }
        remaining[at] = remainingTokens;
        held[at] = heldTokens;
    }

    long tokens() {
        long most = 0;
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += held[i];
            most = Math.max(most, remaining[i] * (i + 1) + sum);
        }
        return most;
    }
}
