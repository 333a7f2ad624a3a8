package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.quota.ProviderSignal.Reading;
import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Pool;
import org.jspecify.annotations.Nullable;

/// Pools of every accounting, and what is settled and signalled in them, for tests.
final class TestPools {
    static final long SECOND = TestFleet.SECOND;

    private TestPools() {}

    static Pool counting(Accounting accounting, long requests, long tokens) {
        return pool(accounting, requests, FREE, FREE, tokens);
    }

    static Pool pool(Accounting accounting, long requests, long input, long output, long tokens) {
        return new Pool(
                "p",
                accounting,
                requests,
                input,
                output,
                tokens,
                FREE,
                FREE,
                Pool.requestWindowNanos(accounting),
                accounting == Accounting.BEDROCK ? 5 : 1,
                null,
                false);
    }

    static Pool engine(long kvTokens, @Nullable LongPrompts longPrompts, boolean adaptive) {
        return new Pool(
                "p",
                Accounting.SELF_HOSTED,
                FREE,
                FREE,
                FREE,
                FREE,
                FREE,
                kvTokens,
                60 * SECOND,
                1,
                longPrompts,
                adaptive);
    }

    static PoolLimits limits(Pool pool) {
        return new PoolLimits(pool, false, 0);
    }

    static Settlement ended(Ending ending, long input, long cached, long output) {
        return new Settlement(
                ending,
                new Usage(
                        TokenCount.reported(input - cached),
                        TokenCount.reported(cached),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(output),
                        TokenCount.ABSENT),
                0);
    }

    static Settlement succeeded(long input, long cached, long output) {
        return ended(Ending.SUCCEEDED, input, cached, output);
    }

    /// What a provider refused outright.
    static Settlement refused() {
        return new Settlement(Ending.OVERLOADED, Usage.NONE, 0);
    }

    static long free(PoolLimits limits, String bucket, long now) {
        return limits.view(0, now).buckets().stream()
                .filter(view -> view.bucket().equals(bucket))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + bucket))
                .available();
    }

    static Reading reading(long limit, long remaining) {
        return new Reading(limit, remaining, ProviderSignal.UNKNOWN, 1);
    }

    static ProviderSignal tokensLeft(long limit, long remaining, boolean refused, long now) {
        return new ProviderSignal(
                Reading.NONE,
                reading(limit, remaining),
                Reading.NONE,
                Reading.NONE,
                ProviderSignal.UNKNOWN,
                refused,
                now);
    }
}
