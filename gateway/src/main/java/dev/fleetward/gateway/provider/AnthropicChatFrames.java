package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the events of a streamed message in neutral terms. Confined to the event loop of its call.
///
/// States: before `message_start`; between blocks; in a block; in a block that is left out (its
/// type is one that no translated request can have asked for); finished (after `message_delta` with
/// a stop reason); ended. An event that its state does not expect is malformed, above all a second
/// `message_start`.
public final class AnthropicChatFrames {
    private enum State {
        NEW,
        BETWEEN,
        IN_BLOCK,
        IN_UNKNOWN_BLOCK,
        FINISHED,
        ENDED
    }

    private final Consumer<ChatEvent> events;
    private final UsageCounts usage = new UsageCounts();
    private State state = State.NEW;

    public AnthropicChatFrames(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /// Translates the data of one event.
    ///
    /// @param eventName its name, which the data repeats, or null
    /// @throws MalformedAnswer where the event is not what the dialect promises at this place
    public void data(@Nullable String eventName, byte[] bytes, int dataOffset, int dataLength)
            throws MalformedAnswer {
        JsonValue data;
        try {
            data = JsonValue.parse(bytes, dataOffset, dataLength);
        } catch (JsonValue.Malformed e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
        String type = data.get("type").text();
        switch (type == null && eventName != null ? eventName : String.valueOf(type)) {
            case "message_start" -> started(data.get("message"));
            case "content_block_start" -> blockStarted(data.get("content_block"));
            case "content_block_delta" -> delta(data.get("delta"));
            case "content_block_stop" -> blockEnded();
            case "message_delta" -> messageDelta(data);
            case "message_stop" -> {
                expect(State.FINISHED, "message_stop");
                state = State.ENDED;
                events.accept(new ChatEvent.Ended());
            }
            case "error" -> throw new MalformedAnswer("an error event");
            default -> {
                // A ping, or an event that the dialect got later; readers are to pass over it.
            }
        }
    }

    private void started(JsonValue message) throws MalformedAnswer {
        expect(State.NEW, "message_start");
        state = State.BETWEEN;
        usage.read(message.get("usage"));
        events.accept(
                new ChatEvent.Started(
                        message.get("id").textOrEmpty(),
                        message.get("model").textOrEmpty(),
                        usage.apart(false, false)));
    }

    private void blockStarted(JsonValue block) throws MalformedAnswer {
        expect(State.BETWEEN, "content_block_start");
        state = State.IN_BLOCK;
        switch (block.get("type").textOrEmpty()) {
            case "text" -> {
                events.accept(new ChatEvent.BlockStarted(ChatEvent.Kind.TEXT));
                text(block.get("text").textOrEmpty());
            }
            case "thinking" -> {
                events.accept(new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING));
                text(block.get("thinking").textOrEmpty());
                signature(block.get("signature").textOrEmpty());
            }
            case "redacted_thinking" ->
                    events.accept(
                            new ChatEvent.RedactedThinkingStarted(block.get("data").textOrEmpty()));
            case "tool_use" -> toolUse(block);
            default -> state = State.IN_UNKNOWN_BLOCK;
        }
    }

    private void toolUse(JsonValue block) throws MalformedAnswer {
        String id = block.get("id").textOrEmpty();
        String name = block.get("name").textOrEmpty();
        if (id.isEmpty() || name.isEmpty()) {
            throw new MalformedAnswer("a tool_use without id or name");
        }
        events.accept(new ChatEvent.ToolUseStarted(id, name));
        // Normally empty and told in deltas; a server that has it all at once may put it here.
        if (block.get("input") instanceof JsonValue.Obj input && !input.members().isEmpty()) {
            events.accept(new ChatEvent.ArgumentsDelta(input.raw()));
        }
    }

    private void delta(JsonValue delta) throws MalformedAnswer {
        if (state == State.IN_UNKNOWN_BLOCK) {
            return;
        }
        expect(State.IN_BLOCK, "content_block_delta");
        switch (delta.get("type").textOrEmpty()) {
            case "text_delta" -> text(delta.get("text").textOrEmpty());
            case "thinking_delta" -> text(delta.get("thinking").textOrEmpty());
            case "signature_delta" -> signature(delta.get("signature").textOrEmpty());
            case "input_json_delta" -> {
                String fragment = delta.get("partial_json").textOrEmpty();
                if (!fragment.isEmpty()) {
                    events.accept(new ChatEvent.ArgumentsDelta(fragment));
                }
            }
            default -> {
                // Citations, and what the dialect may get later.
            }
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            events.accept(new ChatEvent.TextDelta(text));
        }
    }

    private void signature(String signature) {
        if (!signature.isEmpty()) {
            events.accept(new ChatEvent.SignatureDelta(signature));
        }
    }

    private void blockEnded() throws MalformedAnswer {
        if (state != State.IN_UNKNOWN_BLOCK) {
            expect(State.IN_BLOCK, "content_block_stop");
            events.accept(new ChatEvent.BlockEnded());
        }
        state = State.BETWEEN;
    }

    private void messageDelta(JsonValue data) throws MalformedAnswer {
        if (state != State.FINISHED) {
            expect(State.BETWEEN, "message_delta");
        }
        usage.read(data.get("usage"));
        JsonValue delta = data.get("delta");
        FinishReason finish = AnthropicChatReply.finish(delta.get("stop_reason").text());
        if (finish != null && state == State.BETWEEN) {
            String explanation = AnthropicChatReply.refusal(delta);
            if (!explanation.isEmpty()) {
                events.accept(new ChatEvent.BlockStarted(ChatEvent.Kind.REFUSAL));
                text(explanation);
                events.accept(new ChatEvent.BlockEnded());
            }
            state = State.FINISHED;
            events.accept(new ChatEvent.Finished(finish, delta.get("stop_sequence").text()));
        }
        boolean last = state == State.FINISHED;
        events.accept(new ChatEvent.UsageReported(usage.apart(last, last)));
    }

    private void expect(State expected, String event) throws MalformedAnswer {
        if (state != expected) {
            throw new MalformedAnswer(event + " out of order");
        }
    }
}
