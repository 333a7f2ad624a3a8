package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the events of a `streamGenerateContent` in neutral terms, as [GeminiChatReply] reads whole
/// answers. Confined to the event loop of its call.
///
/// The reason is kept until the stream ends, since text may follow it.
public final class GeminiChatFrames implements TranslatedStream.Frames {
    private final Consumer<ChatEvent> events;
    private final GeminiCounts usage = new GeminiCounts();
    private String answerId = "";
    private int calls;
    private boolean started;
    private ChatEvent.@Nullable Kind open;
    private @Nullable FinishReason finish;

    public GeminiChatFrames(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /// @param eventName means nothing in this dialect
    @Override
    public void data(@Nullable String eventName, byte[] bytes, int dataOffset, int dataLength)
            throws MalformedAnswer {
        JsonValue root = GeminiParts.parse(bytes, dataOffset, dataLength);
        if (!started) {
            started = true;
            answerId = root.get("responseId").textOrEmpty();
            String model = root.get("modelVersion").textOrEmpty();
            events.accept(new ChatEvent.Started(answerId, model, Usage.NONE));
        }
        for (JsonValue part : GeminiParts.of(GeminiParts.candidate(root))) {
            part(part);
        }
        FinishReason reason = GeminiParts.finish(root);
        finish = reason == null ? finish : reason;
        if (root.get("usageMetadata") instanceof JsonValue.Obj counts) {
            usage.read(counts);
            events.accept(new ChatEvent.UsageReported(usage.usage(false)));
        }
    }

    private void part(JsonValue part) throws MalformedAnswer {
        JsonValue call = part.get("functionCall");
        if (call instanceof JsonValue.Obj) {
            String name = GeminiParts.name(call);
            String arguments = GeminiParts.arguments(call);
            sign(part.get("thoughtSignature").textOrEmpty());
            close();
            events.accept(
                    new ChatEvent.ToolUseStarted(GeminiParts.id(call, answerId, calls++), name));
            events.accept(new ChatEvent.ArgumentsDelta(arguments));
            events.accept(new ChatEvent.BlockEnded());
            return;
        }
        String text = part.get("text").textOrEmpty();
        if (!text.isEmpty()) {
            boolean thought = part.get("thought").isTrue();
            open(thought ? ChatEvent.Kind.THINKING : ChatEvent.Kind.TEXT);
            events.accept(new ChatEvent.TextDelta(text));
        }
    }

    private void sign(String signature) {
        if (!signature.isEmpty()) {
            open(ChatEvent.Kind.THINKING);
            events.accept(new ChatEvent.SignatureDelta(Signatures.marked(signature)));
        }
    }

    private void open(ChatEvent.Kind kind) {
        if (open != kind) {
            close();
            open = kind;
            events.accept(new ChatEvent.BlockStarted(kind));
        }
    }

    private void close() {
        if (open != null) {
            open = null;
            events.accept(new ChatEvent.BlockEnded());
        }
    }

    /// The stream has ended as a whole one does.
    @Override
    public void end() throws MalformedAnswer {
        if (!started || finish == null) {
            throw new MalformedAnswer("an end before any finishReason");
        }
        close();
        events.accept(new ChatEvent.Finished(GeminiParts.refined(finish, calls > 0), null));
        if (usage.seen()) {
            events.accept(new ChatEvent.UsageReported(usage.usage(true)));
        }
        events.accept(new ChatEvent.Ended());
    }
}
