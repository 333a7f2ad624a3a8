package dev.fleetward.gateway.provider;

import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Edit;
import dev.fleetward.gateway.wire.JsonBody.Member;
import dev.fleetward.gateway.wire.JsonText;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes thinking that another maker signed out of the messages of a request that is passed on:
/// Anthropic refuses signatures that are not its own, and a conversation may have been at another
/// endpoint before. No state.
final class ForeignThinking {
    private static final String MESSAGES = "messages";

    private ForeignThinking() {}

    /// The messages without it; null where there is none.
    static @Nullable Edit removed(JsonBody body) {
        Member messages = body.member(MESSAGES);
        if (messages == null || !body.holds(messages, Signatures.MARK_BYTES)) {
            return null;
        }
        try {
            JsonText out = new JsonText(messages.length());
            out.array();
            for (JsonValue message :
                    JsonValue.parse(body.bytes(), messages.start(), messages.length()).items()) {
                message(message, out);
            }
            return new Edit(MESSAGES, out.endArray().bytes());
        } catch (JsonValue.Malformed e) {
            // The provider shall say what is wrong with it.
            return null;
        }
    }

    private static void message(JsonValue message, JsonText out) {
        List<JsonValue> all = message.get("content").items();
        List<JsonValue> own = all.stream().filter(block -> !isForeign(block)).toList();
        if (own.size() == all.size() || !(message instanceof JsonValue.Obj whole)) {
            out.raw(message.raw());
            return;
        }
        if (own.isEmpty()) {
            return;
        }
        out.object();
        whole.members()
                .forEach((name, value) -> {
                    out.name(name);
                    if (name.equals("content")) {
                        out.array();
                        own.forEach(block -> out.raw(block.raw()));
                        out.endArray();
                    } else {
                        out.raw(value.raw());
                    }
                });
        out.endObject();
    }

    private static boolean isForeign(JsonValue block) {
        return "thinking".equals(block.get("type").text())
                && Signatures.isMarked(block.get("signature").textOrEmpty());
    }
}
