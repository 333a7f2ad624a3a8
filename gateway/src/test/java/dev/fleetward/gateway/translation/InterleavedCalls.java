package dev.fleetward.gateway.translation;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.gateway.wire.JsonText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A random stream of chat completion chunks whose tool calls come in fragments, in any order, with
/// reasoning and text between them.
final class InterleavedCalls {
    private final Some some;
    private final StringBuilder stream = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<Block.ToolUse> uses = new ArrayList<>();
    private final List<Deque<String>> rests = new ArrayList<>();

    InterleavedCalls(Some some) {
        this.some = some;
        for (int steps = some.upTo(25); steps > 0; steps--) {
            step();
        }
        for (int call = 0; call < uses.size(); call++) {
            while (!rests.get(call).isEmpty()) {
                fragment(call);
            }
        }
        chunk("{}", uses.isEmpty() || some.chance() ? "stop" : "tool_calls");
        stream.append("data: [DONE]\n\n");
    }

    String stream() {
        return stream.toString();
    }

    FinishReason finish() {
        return uses.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
    }

    List<Object> expected() {
        List<Object> expected = new ArrayList<>(uses);
        expected.add(reasoning.toString());
        expected.add(text.toString());
        return expected;
    }

    private void step() {
        switch (some.upTo(4)) {
            case 0 -> say("content", text);
            case 1 -> say("reasoning_content", reasoning);
            case 2 -> begin();
            default -> {
                if (!uses.isEmpty()) {
                    fragment(some.upTo(uses.size() - 1));
                }
            }
        }
    }

    private void say(String field, StringBuilder all) {
        String said = some.text();
        all.append(said);
        for (String piece : some.cut(said)) {
            chunk(new JsonText().object().name(field).string(piece).endObject().toString(), null);
        }
    }

    private void begin() {
        int index = uses.size();
        Block.ToolUse use = new Block.ToolUse("call_" + index, "tool" + index, some.json());
        uses.add(use);
        rests.add(new ArrayDeque<>(some.cut(use.arguments())));
        JsonText delta = call(index).name("id").string(use.id()).name("type").string("function");
        delta.name("function").object().name("name").string(use.name());
        delta.name("arguments").string("").endObject().endObject().endArray().endObject();
        chunk(delta.toString(), null);
    }

    private void fragment(int index) {
        String piece = rests.get(index).poll();
        if (piece != null) {
            JsonText delta = call(index).name("function").object().name("arguments").string(piece);
            chunk(delta.endObject().endObject().endArray().endObject().toString(), null);
        }
    }

    private static JsonText call(int index) {
        JsonText delta = new JsonText().object().name("tool_calls").array().object();
        return delta.name("index").number(index);
    }

    private void chunk(String delta, @Nullable String finish) {
        JsonText out = new JsonText().object().name("id").string("c").name("model").string("m");
        out.name("choices").array().object().name("index").number(0).name("delta").raw(delta);
        out.name("finish_reason").string(finish).endObject().endArray().endObject();
        stream.append("data: ").append(out).append("\n\n");
    }
}
