package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Comparator;
import java.util.List;

/// `/v1/models`: the routes that a key may use. Confined to its event loop.
final class ModelList {
    private final Fleet fleet;
    private final Identify identify = new Identify();
    private final long createdSeconds;

    ModelList(Fleet fleet) {
        this.fleet = fleet;
        this.createdSeconds = fleet.clock().wallMicros() / 1_000_000;
    }

    /// Both dialects share this path; callers of the `anthropic` one always send its version.
    static Dialect dialectOf(HttpServerRequest request) {
        boolean anthropic =
                request.getHeader("anthropic-version") != null
                        || request.path().startsWith("/v1/messages");
        return Dialects.of(anthropic ? WireDialect.ANTHROPIC : WireDialect.OPENAI);
    }

    void list(HttpServerRequest request) {
        FleetSnapshot snapshot = fleet.snapshot();
        Dialect dialect = dialectOf(request);
        try {
            KeyRing.Key key = identify.key(snapshot, request.headers());
            List<Dialect.ModelEntry> entries =
                    snapshot.routes().values().stream()
                            .filter(key.feature()::mayUse)
                            .sorted(Comparator.comparing(Route::name))
                            .map(this::entry)
                            .toList();
            answer(request, 200, dialect.models(entries));
        } catch (Refused refused) {
            error(request, dialect, refused.failure());
        }
    }

    void one(HttpServerRequest request, String id) {
        FleetSnapshot snapshot = fleet.snapshot();
        Dialect dialect = dialectOf(request);
        try {
            KeyRing.Key key = identify.key(snapshot, request.headers());
            Route route = snapshot.routes().get(id);
            if (route == null || !key.feature().mayUse(route)) {
                throw new Refused(
                        FailureKind.UNKNOWN_ROUTE,
                        "There is no route of this name that this key may use.");
            }
            answer(request, 200, dialect.model(entry(route)));
        } catch (Refused refused) {
            error(request, dialect, refused.failure());
        }
    }

    private Dialect.ModelEntry entry(Route route) {
        return new Dialect.ModelEntry(route.name(), createdSeconds, "fleetward");
    }

    private static void answer(HttpServerRequest request, int status, byte[] body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(body));
    }

    private static void error(HttpServerRequest request, Dialect dialect, Failure failure) {
        answer(request, dialect.error(failure, null).status(), dialect.error(failure, null).body());
    }
}
