package dev.fleetward.gateway.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Edit;
import dev.fleetward.gateway.wire.JsonBody.Member;
import java.util.ArrayList;
import java.util.List;

/// The limit on output in a request body. No state.
final class OutputLimit {
    private OutputLimit() {}

    /// The body with every member of these names that is above `most` lowered to it; every other
    /// byte stays.
    static JsonBody lowered(JsonBody body, long most, String... names) {
        List<Edit> edits = new ArrayList<>(names.length);
        for (String name : names) {
            Member member = body.member(name);
            if (member != null && body.integer(member) > most) {
                edits.add(new Edit(name, Long.toString(most).getBytes(US_ASCII)));
            }
        }
        if (edits.isEmpty()) {
            return body;
        }
        try {
            return JsonBody.parse(body.with(edits), Json.MAX_DEPTH);
        } catch (JsonBody.Malformed e) {
            throw new IllegalStateException("the body was read before", e);
        }
    }
}
