package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.route.RoutePlan;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.wire.JsonBody;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.random.RandomGenerator;

/// The life of a request on one event loop. [#accept] and [#serve] are its map: each line names the
/// next place to look. Confined to its event loop.
final class Relay {
    private final Fleet fleet;
    private final LoopContext loop;
    private final RandomGenerator random;
    private final Attempts attempts;
    private final Endings endings;
    private final Fallbacks fallbacks;
    private final Identify identify = new Identify();

    Relay(Fleet fleet, LoopContext loop, EventSink events, RandomGenerator random) {
        this.fleet = fleet;
        this.loop = loop;
        this.random = random;
        Settlements settlements = new Settlements(fleet, events);
        this.endings = new Endings(fleet, loop, settlements);
        this.fallbacks = new Fallbacks(fleet, random);
        this.attempts = new Attempts(fleet, loop, events, settlements, endings, fallbacks);
    }

    /// A request's head has arrived: who is it, and is there room for its body?
    void accept(HttpServerRequest request, Operation operation) {
        Call call = open(request, operation);
        try {
            takePlace(call);
            identify(call);
        } catch (Refused refused) {
            endings.refuse(call, refused.failure());
            return;
        }
        collectBody(call);
    }

    /// The body is here: what is asked, may it be, where may it go, and is there room?
    private void serve(Call call, byte[] body) {
        try {
            read(call, body);
            forbid(call);
            Parameters.set(call, call.route().parameters());
            lowerOutput(call);
            route(call);
            Deferrals.hold(call, fleet.clock());
        } catch (Refused refused) {
            endings.refuse(call, refused.failure());
            return;
        } catch (BadRequest bad) {
            endings.refuse(call, bad.failure());
            return;
        }
        attempts.admit(call);
    }

    // 1. Accept.

    private Call open(HttpServerRequest request, Operation operation) {
        Serving serving = fleet.serving();
        CallId id = fleet.newCallId(random);
        CallerAnswer answer =
                new CallerAnswer(
                        request.response(),
                        request.version() != HttpVersion.HTTP_1_0,
                        serving.snapshot().bounds().streamBytesHeld());
        Passport passport = new Passport(fleet.nanos(), fleet.clock().wallMicros());
        Call call = new Call(id, operation, serving, request, answer, passport);
        fleet.live().calls.increment();
        request.exceptionHandler(gone -> endings.hangUp(call));
        request.response()
                .closeHandler(gone -> {
                    endings.hangUp(call);
                    loop.left(request);
                });
        request.response().exceptionHandler(gone -> endings.hangUp(call));
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
        long deadline = CallerHeaders.deadlineNanos(headers);
        call.deadlineNanos = call.passport.at(Moment.ACCEPTED) + deadline;
        call.declaredDeadline = headers.contains(CallerHeaders.DEADLINE_MS) ? deadline : -1;
        call.traceparent = headers.get("traceparent");
        call.pin = CallerHeaders.pin(headers, call.key(), call.who(), fleet.clock().wallMicros());
    }

    // 3. Read.

    private void collectBody(Call call) {
        call.holdsBody(
                RequestBody.collect(
                        call.request,
                        call.snapshot.bounds(),
                        fleet.live(),
                        loop.sweep(),
                        fleet.nanos(),
                        new RequestBody.Outcome() {
                            @Override
                            public void whole(byte[] body) {
                                call.passport.stamp(Moment.BODY_READ, fleet.nanos());
                                serve(call, body);
                            }

                            @Override
                            public void refused(Failure failure) {
                                endings.refuse(call, failure);
                            }
                        }));
    }

    private void read(Call call, byte[] bytes) throws Refused, BadRequest {
        try {
            call.body = JsonBody.parse(bytes, call.snapshot.bounds().nestingDepth());
        } catch (JsonBody.Malformed malformed) {
            throw new Refused(FailureKind.MALFORMED_REQUEST, malformed.reason());
        }
        call.facts = call.dialect().facts(call.operation, call.body());
    }

    // 4. Forbid.

    private static void forbid(Call call) throws Refused {
        if (Pins.take(call)) {
            return;
        }
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

    /// A route may lower what calls declare as their most output, for it is quota that nobody uses.
    static void lowerOutput(Call call) {
        long most = call.route().maxOutputTokens();
        long declared = call.facts().maxOutputTokens();
        if (most == Route.NO_CLAMP || declared <= most) {
            return;
        }
        JsonBody lowered = call.dialect().lowerOutput(call.body(), most);
        if (!lowered.equals(call.body())) {
            call.body = lowered;
            call.facts = call.facts().withMaxOutputTokens(most);
            call.declaredOutputTokens = Math.max(call.declaredOutputTokens, declared);
        }
    }

    // 5. Route: the order of candidates comes before admission, which takes the first with room.

    private void route(Call call) throws Refused {
        if (Pins.isProbe(call)) {
            return;
        }
        long now = fleet.nanos();
        call.residency = Residency.ANYWHERE.within(call.key().feature().zones());
        if (fallbacks.takeFirst(call)) {
            return;
        }
        RoutePlan plan = Candidates.plan(fleet, call, call.route(), random.nextLong(), now);
        call.candidates = plan.order();
        call.lastResorts = plan.lastResorts();
        if (call.candidates.isEmpty() && !fallbacks.take(call) && !call.resort()) {
            throw new Refused(Candidates.none(fleet, call, now));
        }
    }
}
