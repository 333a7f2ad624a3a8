package dev.fleetward.gateway.relay;

import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.wire.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Sets members of a call's request. Stateless.
final class Parameters {
    private Parameters() {}

    /// Parameters that make no sense to the caller's own dialect are no reason to fail: nothing is
    /// set then.
    ///
    /// @param parameters JSON text by name
    /// @return whether they are set
    static boolean set(Call call, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return true;
        }
        List<JsonBody.Edit> edits =
                parameters.entrySet().stream()
                        .map(set ->
                                new JsonBody.Edit(
                                        set.getKey(),
                                        set.getValue().getBytes(StandardCharsets.UTF_8)))
                        .toList();
        try {
            JsonBody body =
                    JsonBody.parse(call.body().with(edits), call.snapshot.bounds().nestingDepth());
            var facts = call.dialect().facts(call.operation, body);
            call.body = body;
            call.facts = facts;
            return true;
        } catch (JsonBody.Malformed | BadRequest notForThisDialect) {
            return false;
        }
    }
}
