package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the chunks of a streamed chat completion in neutral terms. Confined to the event loop of
/// its call.
///
/// Tolerated, since servers do it: no choices, or null, in a chunk; a first chunk without id and
/// model; usage in the last chunk with content, in every chunk, or never; several whole tool calls
/// that all have index 0; tool calls without an id; `stop` as the reason after tool calls; a reason
/// that is told twice.
public final class OpenAiChatFrames {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Consumer<ChatEvent> events;
    private final BlockSequence blocks;
    private final Map<Long, BlockSequence.Part> tools = new HashMap<>();
    private String answerId = "";
    private int toolsSeen;
    private boolean started;
    private boolean refused;
    private boolean finished;
    private boolean ended;

    public OpenAiChatFrames(Consumer<ChatEvent> events) {
        this.events = events;
        this.blocks = new BlockSequence(events);
    }

    /// Translates the data of one event.
    ///
    /// @param eventName means nothing in this dialect
    /// @throws MalformedAnswer where the event is not what the dialect promises at this place
    public void data(@Nullable String eventName, byte[] bytes, int dataOffset, int dataLength)
            throws MalformedAnswer {
        if (ended) {
            throw new MalformedAnswer("an event after [DONE]");
        }
        if (isDone(bytes, dataOffset, dataLength)) {
            done();
            return;
        }
        JsonValue chunk;
        try {
            chunk = JsonValue.parse(bytes, dataOffset, dataLength);
        } catch (JsonValue.Malformed e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
        if (!(chunk instanceof JsonValue.Obj) || OpenAiChatReply.isError(chunk)) {
            throw new MalformedAnswer("an error in place of a chunk");
        }
        start(chunk);
        for (JsonValue choice : chunk.get("choices").items()) {
            if (choice.get("index").wholeNumber(0) == 0) {
                choice(choice);
            }
        }
        Usage usage = OpenAiChatReply.usage(chunk.get("usage"));
        if (started && !usage.equals(Usage.NONE)) {
            events.accept(new ChatEvent.UsageReported(usage));
        }
    }

    private static boolean isDone(byte[] bytes, int offset, int length) {
        return length >= DONE.length
                && Arrays.equals(bytes, offset, offset + DONE.length, DONE, 0, DONE.length);
    }

    private void done() throws MalformedAnswer {
        if (!finished) {
            throw new MalformedAnswer("[DONE] before any finish_reason");
        }
        ended = true;
        events.accept(new ChatEvent.Ended());
    }

    /// A first chunk with nothing but the verdict on the prompt has neither id nor model yet.
    private void start(JsonValue chunk) {
        String id = chunk.get("id").textOrEmpty();
        if (!started && (!id.isEmpty() || !chunk.get("choices").items().isEmpty())) {
            started = true;
            answerId = id;
            events.accept(new ChatEvent.Started(id, chunk.get("model").textOrEmpty(), Usage.NONE));
        }
    }

    private void choice(JsonValue choice) throws MalformedAnswer {
        JsonValue delta = choice.get("delta");
        text(ChatEvent.Kind.THINKING, OpenAiChatReply.reasoning(delta));
        text(ChatEvent.Kind.TEXT, delta.get("content").textOrEmpty());
        String refusal = delta.get("refusal").textOrEmpty();
        refused |= !refusal.isEmpty();
        text(ChatEvent.Kind.REFUSAL, refusal);
        for (JsonValue call : delta.get("tool_calls").items()) {
            toolCall(call);
        }
        FinishReason finish = OpenAiChatReply.finish(choice);
        if (finish != null && !finished) {
            finished = true;
            FinishReason refined = OpenAiChatReply.refined(finish, toolsSeen > 0, refused);
            blocks.end();
            events.accept(new ChatEvent.Finished(refined, OpenAiChatReply.stopSequence(choice)));
        }
    }

    private void text(ChatEvent.Kind kind, String text) throws MalformedAnswer {
        if (!text.isEmpty()) {
            expectUnfinished();
            blocks.text(kind, text);
        }
    }

    private void toolCall(JsonValue call) throws MalformedAnswer {
        expectUnfinished();
        long index = call.get("index").wholeNumber(0);
        String id = call.get("id").textOrEmpty();
        BlockSequence.Part tool = tools.get(index);
        if (tool == null || (!id.isEmpty() && !id.equals(tool.id()))) {
            tool = blocks.tool(id.isEmpty() ? OpenAiChatReply.madeUpId(answerId, toolsSeen) : id);
            toolsSeen++;
            tools.put(index, tool);
        }
        JsonValue function = call.get("function");
        String name = function.get("name").textOrEmpty();
        if (!name.isEmpty()) {
            blocks.name(tool, name);
        }
        JsonValue arguments = function.get("arguments");
        // Some servers send the object itself in place of its text.
        blocks.arguments(
                tool,
                arguments instanceof JsonValue.Obj ? arguments.raw() : arguments.textOrEmpty());
    }

    private void expectUnfinished() throws MalformedAnswer {
        if (finished) {
            throw new MalformedAnswer("content after a finish_reason");
        }
    }
}
