package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.route.Hedging;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The ends of attempts and calls: real usage replaces the estimate, the lease goes back, the event
/// is closed, observers are told. Whoever calls one of these does so once per attempt; the desk
/// throws if it is twice. Confined to its event loop.
final class Settlements {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Fleet fleet;
    private final EventSink events;

    Settlements(Fleet fleet, EventSink events) {
        this.fleet = fleet;
        this.events = events;
    }

    /// The answer is whole.
    ///
    /// @param flaw what is wrong with it in meaning, or null
    void succeeded(Attempt attempt, int callerStatus, long responseBytes, @Nullable Flaw flaw) {
        settle(attempt, Ending.SUCCEEDED, null, flaw, true, callerStatus, responseBytes);
    }

    /// An attempt ended badly.
    void settle(
            Attempt attempt,
            Ending ending,
            @Nullable Failure failure,
            boolean last,
            int callerStatus,
            long responseBytes) {
        settle(attempt, ending, failure, null, last, callerStatus, responseBytes);
    }

    private void settle(
            Attempt attempt,
            Ending ending,
            @Nullable Failure failure,
            @Nullable Flaw flaw,
            boolean last,
            int callerStatus,
            long responseBytes) {
        long now = fleet.clock().nanos();
        attempt.passport.stamp(Moment.SETTLED, now);
        Hedging hedging = fleet.hedgings().of(attempt.call.route());
        if (hedging != null) {
            hedging.ended(failure != null && failure.kind() == FailureKind.PROVIDER_RATE_LIMITED);
        }
        Bill bill = Bill.of(attempt, failure == null ? null : failure.kind(), today());
        fleet.desk()
                .settle(
                        attempt.lease,
                        new Settlement(
                                endingOf(ending, failure),
                                bill.usage(),
                                Math.max(0, bill.costNanos()),
                                attempt.passport.at(Moment.SENT) != Passport.UNSTAMPED,
                                firstToken(attempt),
                                sinceSent(attempt, Moment.LAST_BYTE),
                                tokenless(attempt, now)),
                        now);
        fleet.live().openAt(attempt.endpoint().name()).decrementAndGet();
        Outcome outcome =
                new Outcome(
                        ending,
                        last,
                        callerStatus,
                        attempt.providerStatus(),
                        failure == null ? null : failure.kind(),
                        attempt.facts().finish,
                        flaw);
        CallEvent closed = Records.closed(attempt, outcome, bill, responseBytes);
        if (attempt.recorded()) {
            events.close(closed);
        }
        fleet.observer().closed(closed, attempt.span);
    }

    /// Of an unstreamed answer nobody knows when its first token was made.
    private static long firstToken(Attempt attempt) {
        return attempt.call.facts().stream() ? sinceSent(attempt, Moment.FIRST_TOKEN) : 0;
    }

    private static long tokenless(Attempt attempt, long now) {
        long sent = attempt.passport.at(Moment.SENT);
        boolean waits =
                attempt.call.facts().stream()
                        && sent != Passport.UNSTAMPED
                        && attempt.passport.at(Moment.FIRST_TOKEN) == Passport.UNSTAMPED;
        return waits ? now - sent : 0;
    }

    /// 0 where either moment was never passed.
    private static long sinceSent(Attempt attempt, Moment moment) {
        long sent = attempt.passport.at(Moment.SENT);
        long at = attempt.passport.at(moment);
        return sent == Passport.UNSTAMPED || at == Passport.UNSTAMPED ? 0 : at - sent;
    }

    /// A lease that no attempt used.
    void giveBack(Lease lease) {
        fleet.desk().settle(lease, Settlement.NOT_SENT, fleet.clock().nanos());
    }

    /// The call ended without a further attempt. Calls that nobody could identify leave no event.
    void notForwarded(
            Call call, Ending ending, FailureKind failure, int callerStatus, long responseBytes) {
        if (call.who == null) {
            return;
        }
        call.passport.stamp(Moment.SETTLED, fleet.clock().nanos());
        CallEvent closed =
                Records.notForwarded(
                        call,
                        new Outcome(ending, true, callerStatus, 0, failure, null),
                        responseBytes);
        events.close(closed);
        fleet.observer().closed(closed, null);
    }

    private LocalDate today() {
        return LocalDate.ofEpochDay(Math.floorDiv(fleet.clock().wallMicros(), MICROS_PER_DAY));
    }

    private static Settlement.Ending endingOf(Ending ending, @Nullable Failure failure) {
        if (ending == Ending.SUCCEEDED) {
            return Settlement.Ending.SUCCEEDED;
        }
        if (failure == null) {
            return Settlement.Ending.NOT_A_SAMPLE;
        }
        return switch (failure.kind()) {
            case PROVIDER_RATE_LIMITED,
                    PROVIDER_OVERLOADED,
                    FIRST_TOKEN_TIMEOUT,
                    STALLED,
                    TOTAL_TIMEOUT,
                    CONNECT_TIMEOUT ->
                    Settlement.Ending.OVERLOADED;
            default -> Settlement.Ending.NOT_A_SAMPLE;
        };
    }
}
