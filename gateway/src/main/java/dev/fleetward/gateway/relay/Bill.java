package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.cost.Cost;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.provider.AnswerFacts;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What one attempt used and what that costs. Immutable.
///
/// @param costNanos nano-dollars, or [Charge#UNKNOWN_COST]
record Bill(Usage usage, long costNanos, @Nullable String priceVersion) {
    /// Nothing was generated, so nothing is owed.
    static final Bill NOTHING = new Bill(Usage.NONE, 0, null);

    /// Bytes of generated text per token where usage never came; on the low side, so that bills err
    /// upwards.
    private static final int BYTES_PER_TOKEN = 4;

    /// The bill of an attempt. What the provider reported stands; what it never told is estimated
    /// and marked so. An attempt that was refused, or whose connection broke before any answer, is
    /// taken to cost nothing; one that the fleet itself gave up is not, for the provider was at
    /// work.
    ///
    /// @param failure how it ended, or null if the answer is whole
    static Bill of(Attempt attempt, @Nullable FailureKind failure, LocalDate today) {
        boolean ran =
                attempt.providerStatus() == 200
                        || (attempt.providerStatus() == 0
                                && attempt.passport.at(Moment.SENT) != Passport.UNSTAMPED
                                && failure != FailureKind.CONNECTION_LOST);
        if (!ran) {
            return NOTHING;
        }
        AnswerFacts facts = attempt.facts();
        Usage usage = completed(attempt, facts, failure);
        PriceRow price = price(attempt, facts, today);
        return price == null
                ? new Bill(usage, Charge.UNKNOWN_COST, null)
                : new Bill(usage, Cost.nanos(usage, price), price.version());
    }

    private static Usage completed(
            Attempt attempt, AnswerFacts facts, @Nullable FailureKind failure) {
        Usage told = facts.usage;
        boolean generates = attempt.call.operation.generates();
        TokenCount input =
                told.input().isKnown()
                        ? told.input()
                        : TokenCount.estimated(attempt.call.facts().estimatedInputTokens());
        long seen = Math.ceilDiv(facts.contentBytes, BYTES_PER_TOKEN);
        if (failure != null && isUnseen(attempt, failure)) {
            seen = Math.max(seen, attempt.lease.reservedOutputTokens());
        }
        TokenCount output = told.output();
        boolean unfinished =
                output.provenance() == Provenance.ABSENT
                        || output.provenance() == Provenance.PARTIAL;
        if (generates && unfinished && seen > output.tokens()) {
            output = TokenCount.estimated(seen);
        } else if (generates && !output.isKnown()) {
            output = TokenCount.estimated(0);
        }
        return new Usage(
                input,
                told.cacheRead(),
                told.cacheWrite(),
                told.cacheWriteLong(),
                output,
                told.reasoning());
    }

    /// Of an unstreamed answer nothing shows before it is whole, so what was reserved stands for
    /// it.
    private static boolean isUnseen(Attempt attempt, FailureKind failure) {
        return !attempt.call.facts().stream() && failure != FailureKind.WRONG_CONTENT_TYPE;
    }

    private static @Nullable PriceRow price(Attempt attempt, AnswerFacts facts, LocalDate today) {
        Endpoint endpoint = attempt.endpoint();
        String served = ServedBy.model(attempt, facts);
        if (served != null && !served.equals(endpoint.model())) {
            var row = endpoint.provider().price(attempt.call.snapshot.prices(), served, today);
            if (row.isPresent()) {
                return row.get();
            }
        }
        return endpoint.price();
    }
}
