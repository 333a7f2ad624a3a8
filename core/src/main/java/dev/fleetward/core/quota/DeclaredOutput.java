package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;

/// What it is worth to declare less output. Stateless.
public final class DeclaredOutput {
    private DeclaredOutput() {}

    /// How much less of its tokens per minute the provider deducts at admission where a call
    /// declares less output; 0 where it does not care what a call declares.
    public static long won(Pool pool, Estimate asDeclared, Estimate lowered) {
        Counting counting = Counting.of(pool);
        return counting.deductsDeclaredOutput()
                ? Math.max(0, counting.tokens(asDeclared) - counting.tokens(lowered))
                : 0;
    }
}
