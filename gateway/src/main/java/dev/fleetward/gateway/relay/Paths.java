package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;

/// What a method and a path ask for. Stateless.
final class Paths {
    private static final String MODELS = "/v1/models";
    private static final Map<String, Target> OPERATIONS = new HashMap<>();

    static {
        for (Operation operation : Operation.values()) {
            if (WireDialect.OF_CALLERS.contains(operation.dialect())) {
                OPERATIONS.put("/v1" + operation.path(), new Serve(operation));
            }
        }
    }

    private Paths() {}

    /// What the gateway can be asked for.
    sealed interface Target {}

    /// A call.
    record Serve(Operation operation) implements Target {}

    /// The list of routes that the key may use.
    record Models() implements Target {}

    /// One entry of that list.
    record Model(String id) implements Target {}

    /// Is anybody there? Needs no key.
    record Alive() implements Target {}

    /// The path exists for another method.
    record WrongMethod(String allowed) implements Target {}

    record Unknown() implements Target {}

    static Target match(HttpMethod method, String path) {
        Target serve = OPERATIONS.get(path);
        if (serve != null) {
            return method.equals(HttpMethod.POST) ? serve : new WrongMethod("POST");
        }
        Target read = readOnly(path);
        if (read instanceof Unknown
                || method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)) {
            return read;
        }
        return new WrongMethod("GET");
    }

    private static Target readOnly(String path) {
        if (path.equals(MODELS)) {
            return new Models();
        }
        if (path.startsWith(MODELS + "/")) {
            return new Model(path.substring(MODELS.length() + 1));
        }
        return path.equals("/healthz") || path.equals("/readyz") ? new Alive() : new Unknown();
    }
}
