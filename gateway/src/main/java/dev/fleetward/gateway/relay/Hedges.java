package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.route.Hedging;
import dev.fleetward.core.snapshot.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Second attempts beside streams whose first token is late, and which of the two goes on. Confined
/// to its event loop.
///
/// 1. A call has at most one hedge, and only before anything of an answer has gone to its caller.
/// 2. The first of the two that has something for the caller goes on; the other is cancelled and
///    settled in the same turn, so no answer can be mixed of both.
/// 3. If one fails, the other goes on as if it were alone; only the last one's failure is the
///    call's.
/// 4. A hedge never waits for room: one that would have to is not made.
final class Hedges {
    private final Fleet fleet;
    private final LoopContext loop;
    private final Settlements settlements;

    Hedges(Fleet fleet, LoopContext loop, Settlements settlements) {
        this.fleet = fleet;
        this.loop = loop;
        this.settlements = settlements;
    }

    /// Starts an attempt with an admitted lease; false if it did not come to that, and the lease
    /// was given back.
    @FunctionalInterface
    interface Start {
        boolean hedge(Call call, Lease lease);
    }

    /// Looks at an attempt that has no token yet.
    void consider(Attempt attempt, Start start, long nowNanos) {
        Call call = attempt.call;
        Hedging hedging = fleet.hedgings().of(call.route());
        if (hedging == null
                || call.hedged
                || call.attempts >= call.snapshot.bounds().attempts()
                || nowNanos - attempt.passport.at(Moment.SENT) <= hedging.lateAfterNanos()) {
            return;
        }
        call.hedged = true;
        List<Endpoint> others =
                call.candidates.stream()
                        .filter(e -> !e.name().equals(attempt.endpoint().name()))
                        .filter(e -> fleet.breakers().isClosed(e.name()))
                        .toList();
        long input = call.facts().estimatedInputTokens();
        if (others.isEmpty() || !hedging.tryTake(input)) {
            return;
        }
        Lease lease = room(call, others, nowNanos);
        if (lease == null || !start.hedge(call, lease)) {
            hedging.giveBack(input);
        } else {
            fleet.live().hedges.increment();
        }
    }

    /// Room at one of these now, or null.
    private @Nullable Lease room(Call call, List<Endpoint> candidates, long nowNanos) {
        Ask ask =
                new Ask(
                        call.id,
                        call.key().feature(),
                        call.who(),
                        call.route().name(),
                        call.attempts + 1,
                        candidates,
                        Estimates.of(call.facts()),
                        call.facts().bodyBytes(),
                        call.deadlineNanos);
        Admission decision =
                fleet.desk().admit(ask, later -> loop.execute(() -> tooLate(later)), nowNanos);
        return switch (decision) {
            case Admission.Admitted(Lease lease) -> lease;
            case Admission.Queued(Admission.Ticket ticket) -> {
                fleet.desk().withdraw(ticket, nowNanos);
                yield null;
            }
            case Admission.Refused refused -> null;
        };
    }

    /// Room that came between queueing and taking back.
    private void tooLate(Admission decision) {
        if (decision instanceof Admission.Admitted(Lease lease)) {
            settlements.giveBack(lease);
        }
    }

    /// The attempt has something for the caller: it goes on, and another one does not, whether or
    /// not the route still hedges.
    void begins(Attempt attempt) {
        Call call = attempt.call;
        Attempt other = call.otherThan(attempt);
        Hedging hedging = fleet.hedgings().of(call.route());
        Attempt first = attempt.purpose == Purpose.HEDGE ? other : attempt;
        if (hedging != null && first != null) {
            sample(hedging, first);
        }
        if (other != null) {
            call.goesOnWith(attempt);
            other.outrun();
        }
    }

    /// Whether another attempt goes on, so that this one's failure is not the call's. It is settled
    /// then.
    boolean goesOn(Attempt failed, Failure failure) {
        Call call = failed.call;
        Hedging hedging = fleet.hedgings().of(call.route());
        if (hedging != null
                && failed.purpose != Purpose.HEDGE
                && failure.kind() == FailureKind.FIRST_TOKEN_TIMEOUT) {
            sample(hedging, failed);
        }
        Attempt other = call.otherThan(failed);
        if (other == null) {
            return false;
        }
        settlements.settle(failed, Ending.FAILED, failure, false, 0, 0);
        call.goesOnWith(other);
        call.candidates =
                call.candidates.stream()
                        .filter(e -> !e.name().equals(failed.endpoint().name()))
                        .toList();
        return true;
    }

    private void sample(Hedging hedging, Attempt attempt) {
        long sent = attempt.passport.at(Moment.SENT);
        if (sent != Passport.UNSTAMPED && attempt.call.facts().stream()) {
            hedging.firstToken(fleet.nanos() - sent);
        }
    }
}
