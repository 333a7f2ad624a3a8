package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Passport;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import dev.fleetward.gateway.wire.JsonBody;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One logical call as it goes through the relay: what is known of it so far. Confined to its event
/// loop.
///
/// The fields are filled in the order of the relay's steps; a step may rely on those before it.
final class Call {
    final CallId id;
    final Operation operation;
    final Serving serving;
    final FleetSnapshot snapshot;
    final HttpServerRequest request;
    final CallerAnswer answer;
    final Passport passport;

    /// Monotonic time after which the caller does not want an answer any more; `Long.MAX_VALUE` if
    /// never.
    long deadlineNanos = Long.MAX_VALUE;

    /// What the caller declared as its deadline, in nanoseconds from acceptance; −1 if nothing.
    long declaredDeadline = -1;

    /// Whether it counts among `concurrentCalls`.
    boolean holdsPlace;

    // Identify.
    KeyRing.@Nullable Key key;
    @Nullable Attribution who;
    @Nullable String traceparent;

    /// The endpoint that a probe is for: no other one serves it, it is sent once, and it passes a
    /// breaker that is open. Null for callers' calls.
    @Nullable String pin;

    // Read.
    @Nullable JsonBody body;
    @Nullable CallFacts facts;
    private @Nullable Runnable releaseBody;

    // Route.
    @Nullable Route route;

    /// The most output that the caller declared, where its route lowered that; else −1.
    long declaredOutputTokens = -1;

    List<Endpoint> candidates = List.of();

    /// The route that was asked for, where `route` is its fallback.
    @Nullable String fallbackOf;

    /// Whether its fallback has been taken.
    boolean fallbackTaken;

    /// What it goes back to where a fallback fails that went first; null where nothing is left to
    /// go back to.
    @Nullable OwnRoute ownRoute;

    /// What the caller is told of an answer of the fallback, or null.
    @Nullable String degraded;

    /// Endpoints to be tried once all candidates have failed; their answers became worse.
    List<Endpoint> lastResorts = List.of();

    /// What its candidates are to their breakers.
    Entry entry = Entry.CALL;

    /// Where it may be served: in the zones of its feature, and of the routes that it has taken.
    Residency residency = Residency.ANYWHERE;

    // Admit, call.
    @Nullable QueuedCall parked;
    long askedNanos;
    long queuedNanos;
    int attempts;
    @Nullable Attempt running;

    /// A second attempt beside `running`, until one of the two goes on.
    @Nullable Attempt hedge;

    /// Whether a hedge was made, or was to be made and found no room.
    boolean hedged;

    @Nullable Failure lastFailure;

    /// The caller went away.
    boolean hungUp;

    /// The caller has its answer, its error, or is gone and settled.
    boolean ended;

    Call(
            CallId id,
            Operation operation,
            Serving serving,
            HttpServerRequest request,
            CallerAnswer answer,
            Passport passport) {
        this.id = id;
        this.operation = operation;
        this.serving = serving;
        this.snapshot = serving.snapshot();
        this.request = request;
        this.answer = answer;
        this.passport = passport;
    }

    /// Where every candidate has failed or is shut, those may serve whose answers became worse;
    /// false where there are none.
    boolean resort() {
        if (lastResorts.isEmpty()) {
            return false;
        }
        candidates = lastResorts;
        lastResorts = List.of();
        entry = Entry.LAST_RESORT;
        return true;
    }

    /// From now on memory is held for the body, until `release` is run.
    void holdsBody(Runnable release) {
        if (ended) {
            release.run();
        } else {
            releaseBody = release;
        }
    }

    /// The other of two attempts under way, or null.
    @SuppressWarnings("ReferenceEquality") // Attempts are things, not values.
    @Nullable Attempt otherThan(Attempt attempt) {
        return running == attempt ? hedge : running;
    }

    /// From now on this attempt is the only one.
    void goesOnWith(Attempt attempt) {
        running = attempt;
        hedge = null;
    }

    void releaseBody() {
        if (releaseBody != null) {
            releaseBody.run();
            releaseBody = null;
        }
    }

    /// What the caller speaks.
    Dialect dialect() {
        return Dialects.of(operation.dialect());
    }

    KeyRing.Key key() {
        return known(key);
    }

    Attribution who() {
        return known(who);
    }

    JsonBody body() {
        return known(body);
    }

    CallFacts facts() {
        return known(facts);
    }

    Route route() {
        return known(route);
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the call has not come that far");
        }
        return value;
    }
}
