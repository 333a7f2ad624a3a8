package dev.fleetward.testbed.provider.limit;

import dev.fleetward.testbed.provider.limit.Buckets.Charge;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A quota that all customers share: from time to time the others leave only a part of the nominal
/// limits, and calls are refused below them. Input is deducted at admission, output as it is
/// generated. Says nothing of its limits, and not when to come back.
final class VertexLimiter implements Limiter {
    /// How long the others stay as they are.
    static final Duration SPELL = Duration.ofSeconds(15);

    private static final double CROWDED_SHARE = 0.4;
    private static final double LEAST_PART = 0.3;
    private static final double MOST_PART = 0.8;
    private static final String MESSAGE = "Resource exhausted. Please try again later.";
    private static final Throttled EXHAUSTED =
            new Throttled(
                    429,
                    null,
                    MESSAGE,
                    Map.of(),
                    "{\"error\":{\"code\":429,\"message\":\""
                            + MESSAGE
                            + "\",\"status\":\"RESOURCE_EXHAUSTED\"}}");

    private final Buckets buckets;
    private final long seed;
    private final long origin;
    private long spell = -1;

    VertexLimiter(Limits limits, long seed, long nowNanos) {
        this.buckets = Buckets.refilling(limits, nowNanos);
        this.seed = seed;
        this.origin = nowNanos;
    }

    /// The part of the nominal limits that there is in a spell. Depends on the seed alone.
    static double part(long seed, long spell) {
        SplittableRandom random =
                new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ spell * 0xBF58476D1CE4E5B9L);
        return random.nextDouble() < CROWDED_SHARE ? random.nextDouble(LEAST_PART, MOST_PART) : 1;
    }

    private void turn(long nowNanos) {
        long current = Math.floorDiv(nowNanos - origin, SPELL.toNanos());
        if (current == spell) {
            return;
        }
        spell = current;
        double part = part(seed, spell);
        for (Allowance allowance : buckets.all()) {
            if (allowance instanceof Allowance.Bucket bucket) {
                bucket.give(part, nowNanos);
            }
        }
    }

    @Override
    public @Nullable Throttled enter(Demand demand, long nowNanos) {
        turn(nowNanos);
        long input = demand.prompt();
        if (buckets.full(new Charge(input, 1, input), nowNanos) != null) {
            return EXHAUSTED;
        }
        buckets.take(new Charge(input, 0, input), nowNanos);
        return null;
    }

    @Override
    public void generated(int tokens, long nowNanos) {
        turn(nowNanos);
        buckets.correct(new Charge(0, tokens, tokens), nowNanos);
    }
}
