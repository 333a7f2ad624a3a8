package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.route.RetryPolicy;
import dev.fleetward.core.route.RoutePlan;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.provider.NotExpressible;
import dev.fleetward.gateway.provider.ProviderWire;
import dev.fleetward.gateway.provider.ProviderWires;
import dev.fleetward.gateway.wire.JsonBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The life of a request on one event loop. [#accept] and [#serve] are its map: each line names the
/// next place to look. Confined to its event loop.
final class Relay {
    private final Fleet fleet;
    private final LoopContext loop;
    private final EventSink events;
    private final Settlements settlements;
    private final RandomGenerator random;
    private final Identify identify = new Identify();
    private final ProviderWires wires;

    Relay(Fleet fleet, LoopContext loop, EventSink events, RandomGenerator random) {
        this.fleet = fleet;
        this.loop = loop;
        this.events = events;
        this.settlements = new Settlements(fleet, events);
        this.random = random;
        this.wires = new ProviderWires(fleet.clock());
    }

    /// A request's head has arrived: who is it, and is there room for its body?
    void accept(HttpServerRequest request, Operation operation) {
        Call call = open(request, operation);
        try {
            takePlace(call);
            identify(call);
        } catch (Refused refused) {
            refuse(call, refused.failure());
            return;
        }
        collectBody(call);
    }

    /// The body is here: what is asked, may it be, where may it go, and is there room?
    private void serve(Call call, byte[] body) {
        try {
            read(call, body);
            forbid(call);
            route(call);
        } catch (Refused refused) {
            refuse(call, refused.failure());
            return;
        } catch (BadRequest bad) {
            refuse(call, bad.failure());
            return;
        }
        admit(call);
    }

    // 1. Accept.

    private Call open(HttpServerRequest request, Operation operation) {
        FleetSnapshot snapshot = fleet.snapshot();
        CallId id = fleet.newCallId(random);
        CallerAnswer answer =
                new CallerAnswer(request.response(), snapshot.bounds().streamBytesHeld());
        Passport passport = new Passport(nanos(), fleet.clock().wallMicros());
        Call call = new Call(id, operation, snapshot, request, answer, passport);
        fleet.live().calls.increment();
        request.exceptionHandler(gone -> hangUp(call));
        request.response().closeHandler(gone -> hangUp(call));
        request.response().exceptionHandler(gone -> hangUp(call));
        return call;
    }

    private void takePlace(Call call) throws Refused {
        if (fleet.stopping()) {
            throw new Refused(FailureKind.SHUTTING_DOWN, FailureKind.SHUTTING_DOWN.meaning());
        }
        Bounds bounds = call.snapshot.bounds();
        if (!Live.take(fleet.live().openCalls, 1, bounds.concurrentCalls())) {
            throw new Refused(
                    FailureKind.OVERLOADED,
                    "This gateway serves as many calls as it may (concurrentCalls: "
                            + bounds.concurrentCalls()
                            + "). Try again shortly.");
        }
        call.holdsPlace = true;
    }

    // 2. Identify.

    private void identify(Call call) throws Refused {
        var headers = call.request.headers();
        call.key = identify.key(call.snapshot, headers);
        call.who =
                CallerHeaders.attribution(
                        headers, call.key(), call.snapshot.bounds().labelLength());
        call.deadlineNanos =
                call.passport.at(Moment.ACCEPTED) + CallerHeaders.deadlineNanos(headers);
        call.traceparent = headers.get("traceparent");
    }

    // 3. Read.

    private void collectBody(Call call) {
        call.holdsBody(
                RequestBody.collect(
                        call.request,
                        call.snapshot.bounds(),
                        fleet.live(),
                        loop.sweep(),
                        nanos(),
                        new RequestBody.Outcome() {
                            @Override
                            public void whole(byte[] body) {
                                call.passport.stamp(Moment.BODY_READ, nanos());
                                serve(call, body);
                            }

                            @Override
                            public void refused(Failure failure) {
                                refuse(call, failure);
                            }
                        }));
    }

    private void read(Call call, byte[] bytes) throws Refused, BadRequest {
        try {
            call.body = JsonBody.parse(bytes, call.snapshot.bounds().nestingDepth());
        } catch (JsonBody.Malformed malformed) {
            throw new Refused(FailureKind.MALFORMED_REQUEST, malformed.reason());
        }
        call.facts = dialectOf(call).facts(call.operation, call.body());
    }

    // 4. Forbid.

    private static void forbid(Call call) throws Refused {
        Route route = call.snapshot.routes().get(call.facts().model());
        if (route == null) {
            throw new Refused(
                    FailureKind.UNKNOWN_ROUTE,
                    "There is no route of this name. GET /v1/models lists those that this key may use.");
        }
        if (!call.key().feature().mayUse(route)) {
            throw new Refused(
                    FailureKind.FORBIDDEN,
                    "The feature "
                            + call.key().feature().name()
                            + " may not use this route. GET /v1/models lists those that it may.");
        }
        call.route = route;
    }

    // 5. Route: the order of candidates comes before admission, which takes the first with room.

    private void route(Call call) throws Refused {
        Route route = call.route();
        long now = nanos();
        call.candidates =
                RoutePlan.order(
                        route,
                        endpoint ->
                                speaks(endpoint, call)
                                        && fleet.coolDowns().usable(endpoint.name(), now),
                        random.nextLong());
        if (call.candidates.isEmpty()) {
            throw new Refused(noEndpoint(call, route, now));
        }
    }

    private static boolean speaks(Endpoint endpoint, Call call) {
        return endpoint.provider().dialect() == call.operation.dialect()
                || call.operation.translatable();
    }

    private Failure noEndpoint(Call call, Route route, long now) {
        if (route.candidates().stream().noneMatch(c -> speaks(c.endpoint(), call))) {
            return Failure.of(
                    FailureKind.NOT_EXPRESSIBLE,
                    "No endpoint of the route "
                            + route.name()
                            + " offers "
                            + call.operation.path()
                            + "; it cannot be translated.");
        }
        long soonest =
                route.candidates().stream()
                        .filter(c -> !c.endpoint().drained())
                        .mapToLong(c -> fleet.coolDowns().remaining(c.endpoint().name(), now))
                        .filter(remaining -> remaining > 0)
                        .min()
                        .orElse(0);
        Failure failure = Failure.of(FailureKind.NO_ENDPOINT);
        return soonest == 0 ? failure : failure.withRetryAfter(Duration.ofNanos(soonest));
    }

    // 6. Admit.

    private void admit(Call call) {
        long now = nanos();
        Ask ask =
                new Ask(
                        call.id,
                        call.key().feature(),
                        call.who(),
                        call.candidates,
                        Estimates.of(call.facts()),
                        call.deadlineNanos);
        call.askedNanos = now;
        Admission decision =
                fleet.desk().admit(ask, later -> loop.execute(() -> decided(call, later)), now);
        decided(call, decision);
    }

    private void decided(Call call, Admission decision) {
        switch (decision) {
            case Admission.Admitted(Lease lease) -> admitted(call, lease);
            case Admission.Queued(Admission.Ticket ticket) -> {
                call.parked = ticket;
                fleet.live().queued.incrementAndGet();
            }
            case Admission.Refused refused -> {
                unpark(call);
                if (!call.ended) {
                    Failure now =
                            new Failure(
                                    refused.reason(),
                                    refused.message(),
                                    refused.retryAfter(),
                                    0,
                                    null);
                    refuse(call, call.lastFailure == null ? now : call.lastFailure);
                }
            }
        }
    }

    private void unpark(Call call) {
        if (call.parked != null) {
            call.parked = null;
            fleet.live().queued.decrementAndGet();
        }
    }

    private void admitted(Call call, Lease lease) {
        unpark(call);
        if (call.ended) {
            settlements.giveBack(lease);
            return;
        }
        long now = nanos();
        call.queuedNanos += now - call.askedNanos;
        Passport passport = call.attempts == 0 ? call.passport : call.passport.forNextAttempt();
        passport.stamp(Moment.ADMITTED, now);
        try {
            ProviderWire.Translated request = write(call, lease.endpoint());
            call(call, lease, passport, request, now);
        } catch (NotExpressible cannot) {
            settlements.giveBack(lease);
            withoutDialect(call, lease.endpoint(), cannot.reason());
        } catch (BadRequest bad) {
            settlements.giveBack(lease);
            refuse(call, bad.failure());
        }
    }

    private ProviderWire.Translated write(Call call, Endpoint endpoint)
            throws NotExpressible, BadRequest {
        ProviderWire wire = wireOf(endpoint);
        if (wire.wire() == call.operation.dialect()) {
            byte[] body = wire.forward(call.facts(), call.body(), endpoint);
            return new ProviderWire.Translated(body, List.of());
        }
        return wire.translate(
                dialectOf(call).readChat(call.body()), endpoint, call.route().lenient());
    }

    /// The endpoint's dialect has no words for the request; another one's may.
    private void withoutDialect(Call call, Endpoint endpoint, String why) {
        var dialect = endpoint.provider().dialect();
        call.candidates =
                call.candidates.stream().filter(e -> e.provider().dialect() != dialect).toList();
        if (call.candidates.isEmpty()) {
            refuse(call, Failure.of(FailureKind.NOT_EXPRESSIBLE, why));
        } else {
            admit(call);
        }
    }

    // 7. Call. The attempt judges the answer as it passes, and comes back to one of the endings
    // below.

    private void call(
            Call call, Lease lease, Passport passport, ProviderWire.Translated request, long now) {
        var opened = Records.opened(call, call.attempts + 1, lease, passport);
        boolean recorded = events.tryOpen(opened);
        if (!recorded && call.snapshot.unrecordedCalls() == FleetSnapshot.UnrecordedCalls.REFUSE) {
            settlements.giveBack(lease);
            refuse(
                    call,
                    Failure.of(
                            FailureKind.UNRECORDABLE,
                            "The event log has no room for this call, and unrecorded calls are not allowed."
                                    + " 'fleetward status' tells why."));
            return;
        }
        if (!recorded) {
            fleet.live().unrecorded.increment();
        }
        call.attempts++;
        if (call.attempts == 1) {
            fleet.retryBudget().called();
        }
        fleet.live().openAt(lease.endpoint().name()).incrementAndGet();
        CallObserver.Span span = fleet.observer().opened(opened, call.traceparent);
        Attempt attempt =
                new Attempt(this, call, lease, passport, request.dropped(), recorded, span, now);
        call.running = attempt;
        attempt.start(request.body());
    }

    // 8. Endings: settle, record, answer.

    /// The answer is whole: recorded first, so that no caller holds a whole answer that the ledger
    /// does not know.
    void succeeded(Attempt attempt, int callerStatus, long responseBytes, Runnable last) {
        fleet.coolDowns().succeeded(attempt.endpoint().name());
        settlements.settle(attempt, Ending.SUCCEEDED, null, true, callerStatus, responseBytes);
        finish(attempt.call);
        last.run();
    }

    /// The caller went away and what the provider billed is known as well as it will be.
    void aborted(Attempt attempt) {
        if (attempt.isDraining()) {
            fleet.live().drains.decrementAndGet();
        }
        settlements.settle(
                attempt,
                Ending.ABORTED,
                Failure.of(FailureKind.HUNG_UP),
                true,
                attempt.call.answer.status(),
                attempt.call.answer.bytes());
        finish(attempt.call);
    }

    void failed(Attempt attempt, Failure told) {
        Call call = attempt.call;
        // A provider's own error body makes sense only to a caller of its dialect.
        Failure failure =
                attempt.wire.wire() == call.operation.dialect() ? told : told.withoutWire();
        if (failure.kind().heldAgainstEndpoint()) {
            fleet.coolDowns()
                    .failed(
                            attempt.endpoint().name(),
                            failure.kind(),
                            failure.retryAfter(),
                            nanos());
        }
        if (call.answer.begun()) {
            breakOff(attempt, failure);
            return;
        }
        call.candidates = call.candidates.stream().filter(e -> e != attempt.endpoint()).toList();
        call.lastFailure = failure;
        long now = nanos();
        switch (RetryPolicy.decide(situation(call, failure, now), fleet.retryBudget(), now)) {
            case RetryPolicy.Verdict.Again(long delayNanos) -> again(attempt, failure, delayNanos);
            case RetryPolicy.Verdict.GiveUp gaveUp -> {
                var error = dialectOf(call).error(failure, call.id);
                settlements.settle(
                        attempt, Ending.FAILED, failure, true, error.status(), error.body().length);
                finish(call);
                answerError(call, error);
            }
        }
    }

    private void breakOff(Attempt attempt, Failure failure) {
        Call call = attempt.call;
        Buffer event = Buffer.buffer(dialectOf(call).streamError(call.operation, failure, call.id));
        settlements.settle(
                attempt,
                Ending.FAILED,
                failure,
                true,
                call.answer.status(),
                call.answer.bytes() + event.length());
        finish(call);
        call.answer.breakOff(event);
    }

    private static RetryPolicy.Situation situation(Call call, Failure failure, long now) {
        return new RetryPolicy.Situation(
                failure,
                call.attempts,
                call.snapshot.bounds().attempts(),
                false,
                !call.candidates.isEmpty(),
                call.deadlineNanos - now);
    }

    private void again(Attempt attempt, Failure failure, long delayNanos) {
        Call call = attempt.call;
        settlements.settle(attempt, Ending.FAILED, failure, false, 0, 0);
        call.running = null;
        fleet.live().retries.increment();
        if (call.candidates.isEmpty()) {
            call.candidates = List.of(attempt.endpoint());
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
                        || attempt.call.candidates.stream().allMatch(e -> e == attempt.endpoint()));
    }

    /// The call ends with an error and without a further attempt.
    private void refuse(Call call, Failure failure) {
        if (call.ended) {
            return;
        }
        var error = dialectOf(call).error(failure, call.id);
        settlements.notForwarded(
                call, Ending.REFUSED, failure.kind(), error.status(), error.body().length);
        finish(call);
        answerError(call, error);
    }

    private void answerError(Call call, Dialect.ErrorAnswer error) {
        List<String> headers = new ArrayList<>(error.headers());
        AnswerHeaders.addCall(headers, call);
        if (call.attempts > 1) {
            headers.add("x-should-retry");
            headers.add("false");
        }
        boolean unread = !call.request.isEnded();
        if (unread) {
            headers.add("connection");
            headers.add("close");
        }
        call.answer.whole(error.status(), headers, Buffer.buffer(error.body()));
        if (unread) {
            loop.discard(call.request);
        }
    }

    /// The caller went away.
    void hangUp(Call call) {
        if (call.ended || call.hungUp) {
            return;
        }
        call.hungUp = true;
        call.answer.abandon();
        if (call.running != null) {
            call.running.callerGone();
            return;
        }
        if (call.parked != null) {
            fleet.desk().withdraw(call.parked, nanos());
            unpark(call);
        }
        settlements.notForwarded(call, Ending.ABORTED, FailureKind.HUNG_UP, 0, 0);
        finish(call);
    }

    /// Takes a place among the drains; what was a call under way is one no more.
    boolean mayDrain(Call call) {
        if (!Live.take(fleet.live().drains, 1, call.snapshot.bounds().drains())) {
            return false;
        }
        leavePlace(call);
        return true;
    }

    private void finish(Call call) {
        call.ended = true;
        call.running = null;
        call.releaseBody();
        leavePlace(call);
    }

    private void leavePlace(Call call) {
        if (call.holdsPlace) {
            call.holdsPlace = false;
            fleet.live().openCalls.decrementAndGet();
        }
    }

    // What attempts need of the loop and the fleet.

    long nanos() {
        return fleet.clock().nanos();
    }

    boolean isAborting() {
        return fleet.aborting();
    }

    Sweep sweep() {
        return loop.sweep();
    }

    ProviderClients clients() {
        return loop.clients();
    }

    ProviderWire wireOf(Endpoint endpoint) {
        return wires.of(endpoint.provider().dialect());
    }

    Dialect dialectOf(Call call) {
        return Dialects.of(call.operation.dialect());
    }
}
