package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.health.Pass;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.DeclaredOutput;
import dev.fleetward.core.quota.Estimate;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.route.Hedging;
import dev.fleetward.core.route.RetryPolicy;
import dev.fleetward.core.route.RoutePlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.provider.NotExpressible;
import dev.fleetward.gateway.provider.ProviderWire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attempts of calls on one event loop: admitted, forwarded, and where one fails, whether
/// another follows. Confined to its event loop.
final class Attempts {
    private static final Failure UNRECORDABLE =
            Failure.of(
                    FailureKind.UNRECORDABLE,
                    "The event log has no room for this call, and unrecorded calls are not allowed."
                            + " 'fleetward status' tells why.");

    private final Fleet fleet;
    private final LoopContext loop;
    private final EventSink events;
    private final Settlements settlements;
    private final Endings endings;
    private final Hedges hedges;
    private final Fallbacks fallbacks;

    Attempts(
            Fleet fleet,
            LoopContext loop,
            EventSink events,
            Settlements settlements,
            Endings endings,
            Fallbacks fallbacks) {
        this.fleet = fleet;
        this.loop = loop;
        this.events = events;
        this.settlements = settlements;
        this.endings = endings;
        this.hedges = new Hedges(fleet, loop, settlements);
        this.fallbacks = fallbacks;
    }

    // 6. Admit.

    /// Asks for room at one of the call's candidates, and calls it as soon as there is some.
    void admit(Call call) {
        long now = fleet.nanos();
        Ask ask =
                new Ask(
                        call.id,
                        call.key().feature(),
                        call.who(),
                        call.route().name(),
                        call.attempts + 1,
                        call.candidates,
                        Estimates.of(call.facts()),
                        call.facts().bodyBytes(),
                        call.deadlineNanos);
        call.askedNanos = now;
        if (call.attempts == 0) {
            call.passport.stamp(Moment.ASKED, now);
        }
        Admission decision =
                fleet.desk().admit(ask, later -> loop.execute(() -> decided(call, later)), now);
        decided(call, decision);
    }

    private void decided(Call call, Admission decision) {
        switch (decision) {
            case Admission.Admitted(Lease lease) -> admitted(call, lease);
            case Admission.Queued(Admission.Ticket ticket) -> {
                QueuedCall queued = new QueuedCall(call, ticket, fleet.nanos());
                call.parked = queued;
                loop.sweep().add(queued);
                fleet.live().queued.incrementAndGet();
            }
            case Admission.Refused refused -> {
                endings.unpark(call);
                if (!call.ended) {
                    Failure now =
                            new Failure(
                                    refused.reason(),
                                    refused.message(),
                                    refused.retryAfter(),
                                    0,
                                    null);
                    endings.refuse(call, call.lastFailure == null ? now : call.lastFailure);
                }
            }
        }
    }

    private void admitted(Call call, Lease lease) {
        endings.unpark(call);
        if (call.ended) {
            settlements.giveBack(lease);
            return;
        }
        long now = fleet.nanos();
        call.queuedNanos += now - call.askedNanos;
        Passport passport = call.attempts == 0 ? call.passport : call.passport.forNextAttempt();
        passport.stamp(Moment.ASKED, call.askedNanos);
        passport.stamp(Moment.ADMITTED, now);
        try {
            ProviderWire.Translated request = write(call, lease.endpoint());
            Pass pass = fleet.breakers().begin(lease.endpoint().name(), call.entry, now);
            if (pass == null) {
                settlements.giveBack(lease);
                passOver(call, lease.endpoint());
                return;
            }
            Purpose purpose = call.attempts == 0 ? Purpose.FIRST : Purpose.RETRY;
            Attempt attempt = open(call, lease, pass, passport, request, purpose, now);
            if (attempt == null) {
                fleet.live().unrecordable.increment();
                endings.refuse(call, UNRECORDABLE);
            } else {
                call.running = attempt;
                attempt.start(request.body());
            }
        } catch (NotExpressible cannot) {
            settlements.giveBack(lease);
            withoutDialect(call, lease.endpoint(), cannot.reason());
        } catch (BadRequest bad) {
            settlements.giveBack(lease);
            endings.refuse(call, bad.failure());
        }
    }

    // 7. Prepare.

    private ProviderWire.Translated write(Call call, Endpoint endpoint)
            throws NotExpressible, BadRequest {
        ProviderWire wire = fleet.wires().of(endpoint.provider().dialect());
        ProviderWire.Translated request =
                wire.wire() == call.operation.dialect()
                        ? new ProviderWire.Translated(
                                wire.forward(call.facts(), call.body(), endpoint), List.of())
                        : wire.translate(
                                call.dialect().readChat(call.body()),
                                endpoint,
                                call.route().lenient());
        return endpoint.passPriority()
                ? new ProviderWire.Translated(
                        wire.withPriority(request.body(), call.who().callClass()),
                        request.dropped())
                : request;
    }

    /// The endpoint's breaker opened while the call waited, or has enough trial calls.
    private void passOver(Call call, Endpoint endpoint) {
        call.candidates =
                call.candidates.stream().filter(e -> !e.name().equals(endpoint.name())).toList();
        if (!call.candidates.isEmpty() || fallbacks.take(call) || call.resort()) {
            admit(call);
        } else {
            endings.refuse(
                    call,
                    call.lastFailure != null
                            ? call.lastFailure
                            : Candidates.none(fleet, call, fleet.nanos()));
        }
    }

    /// What the pool keeps because the route lowered the call's declared output.
    private void countWon(Call call, Endpoint endpoint) {
        Pool pool = endpoint.pool();
        if (call.declaredOutputTokens < 0 || pool == null) {
            return;
        }
        Estimate asDeclared =
                Estimates.of(call.facts().withMaxOutputTokens(call.declaredOutputTokens));
        fleet.live()
                .outputTokensWon
                .add(DeclaredOutput.won(pool, asDeclared, Estimates.of(call.facts())));
    }

    /// The endpoint's dialect has no words for the request; another one's may.
    private void withoutDialect(Call call, Endpoint endpoint, String why) {
        var dialect = endpoint.provider().dialect();
        call.candidates =
                call.candidates.stream().filter(e -> e.provider().dialect() != dialect).toList();
        if (call.candidates.isEmpty() && !fallbacks.take(call)) {
            endings.refuse(call, Failure.of(FailureKind.NOT_EXPRESSIBLE, why));
        } else {
            admit(call);
        }
    }

    // 8. Call. The attempt judges the answer as it passes (9), and comes back with how it went.

    /// An attempt that has yet to start; null, and lease and pass given back, where it cannot be
    /// recorded and may not run unrecorded.
    private @Nullable Attempt open(
            Call call,
            Lease lease,
            Pass pass,
            Passport passport,
            ProviderWire.Translated request,
            Purpose purpose,
            long now) {
        var opened = Records.opened(call, call.attempts + 1, lease, passport, purpose);
        boolean recorded = events.tryOpen(opened);
        if (!recorded && call.snapshot.unrecordedCalls() == FleetSnapshot.UnrecordedCalls.REFUSE) {
            pass.withdrawn();
            settlements.giveBack(lease);
            return null;
        }
        if (!recorded) {
            fleet.live().unrecorded.increment();
        }
        call.attempts++;
        if (call.attempts == 1) {
            fleet.retryBudget().called();
            Hedging hedging = fleet.hedgings().of(call.route());
            if (hedging != null) {
                hedging.called(call.facts().estimatedInputTokens());
            }
        }
        countWon(call, lease.endpoint());
        fleet.live().openAt(lease.endpoint().name()).incrementAndGet();
        CallObserver.Span span = fleet.observer().opened(opened, call.traceparent);
        return new Attempt(
                fleet,
                loop,
                this,
                endings,
                call,
                lease,
                passport,
                request.dropped(),
                purpose,
                recorded,
                pass,
                span,
                now);
    }

    /// An attempt has no token yet; perhaps it gets a second one beside it.
    void late(Attempt attempt, long nowNanos) {
        hedges.consider(attempt, this::hedge, nowNanos);
    }

    private boolean hedge(Call call, Lease lease) {
        long now = fleet.nanos();
        Passport passport = call.passport.forNextAttempt();
        passport.stamp(Moment.ASKED, now);
        passport.stamp(Moment.ADMITTED, now);
        try {
            ProviderWire.Translated request = write(call, lease.endpoint());
            Pass pass = fleet.breakers().begin(lease.endpoint().name(), Entry.CALL, now);
            if (pass == null) {
                settlements.giveBack(lease);
                return false;
            }
            Attempt attempt = open(call, lease, pass, passport, request, Purpose.HEDGE, now);
            if (attempt == null) {
                return false;
            }
            call.hedge = attempt;
            attempt.start(request.body());
            return true;
        } catch (NotExpressible | BadRequest cannot) {
            settlements.giveBack(lease);
            return false;
        }
    }

    /// The attempt has something for the caller, and goes on alone.
    void begins(Attempt attempt) {
        hedges.begins(attempt);
    }

    /// Another attempt of its call goes on.
    void outrun(Attempt attempt) {
        attempt.pass.withdrawn();
        settlements.settle(attempt, Ending.ABORTED, Failure.of(FailureKind.OUTRUN), false, 0, 0);
    }

    // 10. What comes of it.

    /// The answer is whole: recorded first, so that no caller holds a whole answer that the ledger
    /// does not know.
    ///
    /// @param flaw what is wrong with it in meaning, or null; the caller gets it all the same
    void succeeded(
            Attempt attempt,
            int callerStatus,
            long responseBytes,
            @Nullable Flaw flaw,
            Runnable last) {
        if (!attempt.call.answer.begun()) {
            begins(attempt);
        }
        noteHealth(attempt, null, flaw);
        settlements.succeeded(attempt, callerStatus, responseBytes, flaw);
        endings.finish(attempt.call);
        last.run();
    }

    /// The attempt failed: broken off, tried again, or told to the caller.
    void failed(Attempt attempt, Failure told) {
        Call call = attempt.call;
        // A provider's own error body makes sense only to a caller of its dialect.
        Failure failure =
                attempt.wire.wire() == call.operation.dialect() ? told : told.withoutWire();
        noteHealth(attempt, failure, null);
        if (call.answer.begun()) {
            endings.breakOff(attempt, failure);
            return;
        }
        if (hedges.goesOn(attempt, failure)) {
            return;
        }
        call.candidates = RoutePlan.after(attempt.endpoint(), call.candidates);
        call.lastFailure = failure;
        long now = fleet.nanos();
        switch (RetryPolicy.decide(situation(call, failure, now), fleet.retryBudget(), now)) {
            case RetryPolicy.Verdict.Again(long delayNanos) -> again(attempt, failure, delayNanos);
            case RetryPolicy.Verdict.GiveUp gaveUp -> {
                endings.fail(attempt, failure);
            }
        }
    }

    /// What an attempt says of its endpoint's health: its failure, or the flaw of its answer, or
    /// nothing where both are null.
    private void noteHealth(Attempt attempt, @Nullable Failure failure, @Nullable Flaw flaw) {
        long now = fleet.nanos();
        if (failure == null) {
            attempt.pass.answered(flaw, Candidates.judged(attempt), now);
        } else {
            attempt.pass.failed(failure.kind(), failure.retryAfter(), now);
        }
    }

    private RetryPolicy.Situation situation(Call call, Failure failure, long now) {
        return new RetryPolicy.Situation(
                failure,
                call.attempts,
                call.pin == null ? call.snapshot.bounds().attempts() : 1,
                false,
                !call.candidates.isEmpty() || !call.lastResorts.isEmpty() || fallbacks.isOpen(call),
                call.deadlineNanos - now);
    }

    private void again(Attempt attempt, Failure failure, long delayNanos) {
        Call call = attempt.call;
        settlements.settle(attempt, Ending.FAILED, failure, false, 0, 0);
        call.running = null;
        fleet.live().retries.increment();
        if (call.candidates.isEmpty() && !fallbacks.take(call) && !call.resort()) {
            call.candidates = List.of(attempt.endpoint());
            call.entry = Entry.AGAIN;
        }
        if (delayNanos == 0) {
            admit(call);
        } else {
            loop.after(delayNanos, () -> admitIfStillWanted(call));
        }
    }

    private void admitIfStillWanted(Call call) {
        if (!call.ended) {
            admit(call);
        }
    }

    /// An answer that is sound but holds nothing is worth another try only where there is another
    /// endpoint.
    boolean standsAlone(Attempt attempt, Failure failure) {
        return failure.kind() == FailureKind.EMPTY_ANSWER
                && (attempt.call.attempts >= attempt.call.snapshot.bounds().attempts()
                        || (attempt.call.lastResorts.isEmpty()
                                && attempt.call.candidates.stream()
                                        .allMatch(
                                                e -> e.name().equals(attempt.endpoint().name()))));
    }
}
