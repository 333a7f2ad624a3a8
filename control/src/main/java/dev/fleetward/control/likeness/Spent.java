package dev.fleetward.control.likeness;

import dev.fleetward.core.cost.PriceRow;
import org.jspecify.annotations.Nullable;

/// What questions have cost so far, at list prices without caches. Immutable.
///
/// @param nanos 0 where the price is unknown
public record Spent(long calls, long inputTokens, long outputTokens, long nanos) {
    static final Spent NOTHING = new Spent(0, 0, 0, 0);

    private static final long PER = 1_000_000;

    Spent plus(Spent more) {
        return new Spent(
                calls + more.calls,
                inputTokens + more.inputTokens,
                outputTokens + more.outputTokens,
                nanos + more.nanos);
    }

    Spent plus(Asked.Answered answer, @Nullable PriceRow price) {
        long cost =
                price == null
                        ? 0
                        : (answer.inputTokens() * price.inputPerMillion()
                                        + answer.outputTokens()
                                                * Math.max(
                                                        price.inputPerMillion(),
                                                        price.outputPerMillion()))
                                / PER;
        return new Spent(
                calls + 1,
                inputTokens + answer.inputTokens(),
                outputTokens + answer.outputTokens(),
                nanos + cost);
    }
}
