package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.gateway.wire.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes neutral events as the events of a message. Confined to the event loop of its call.
///
/// 1. `message_start` is written once, for `Started`.
/// 2. Blocks are numbered from 0 and never overlap, since neutral ones do not.
/// 3. `message_delta` is written once and last but one, when the answer is whole: usage may come
///    after the reason to stop.
final class AnthropicStreamWriter implements ChatStreamWriter {
    private static final byte[] NOTHING = new byte[0];

    private ChatEvent.Kind kind = ChatEvent.Kind.TEXT;
    private boolean started;
    private int block = -1;
    private FinishReason finish = FinishReason.OTHER;
    private @Nullable String stopSequence;
    private Usage usage = Usage.NONE;

    @Override
    public byte[] write(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started started -> started(started);
            case ChatEvent.BlockStarted opened -> {
                kind = opened.kind();
                yield blockStarted(opened.kind());
            }
            case ChatEvent.ToolUseStarted use -> {
                JsonText out = start();
                AnthropicReplyText.toolUse(out, use.id(), use.name(), "{}");
                yield event("content_block_start", out.endObject());
            }
            case ChatEvent.RedactedThinkingStarted redacted -> {
                JsonText out = start();
                AnthropicReplyText.redactedThinking(out, redacted.data());
                yield event("content_block_start", out.endObject());
            }
            case ChatEvent.TextDelta delta ->
                    kind == ChatEvent.Kind.THINKING
                            ? delta("thinking_delta", "thinking", delta.text())
                            : delta("text_delta", "text", delta.text());
            case ChatEvent.SignatureDelta delta ->
                    delta("signature_delta", "signature", delta.signature());
            case ChatEvent.ArgumentsDelta delta ->
                    delta("input_json_delta", "partial_json", delta.fragment());
            case ChatEvent.BlockEnded() ->
                    event("content_block_stop", indexed("content_block_stop").endObject());
            case ChatEvent.Finished finished -> {
                finish = finished.reason();
                stopSequence = finished.stopSequence();
                yield NOTHING;
            }
            case ChatEvent.UsageReported reported -> {
                usage = reported.usage();
                yield NOTHING;
            }
            case ChatEvent.Ended() -> ended();
        };
    }

    private byte[] started(ChatEvent.Started started) {
        if (this.started) {
            throw new IllegalStateException("a second message_start would corrupt the stream");
        }
        this.started = true;
        usage = started.usage();
        JsonText out = new JsonText().object().name("type").string("message_start");
        out.name("message");
        AnthropicReplyText.head(out, started.id(), started.model());
        out.name("content").array().endArray();
        AnthropicReplyText.stop(out, null, null);
        out.name("usage");
        AnthropicReplyText.usage(out, usage);
        return event("message_start", out.endObject().endObject());
    }

    private byte[] blockStarted(ChatEvent.Kind kind) {
        JsonText out = start();
        switch (kind) {
            case TEXT, REFUSAL -> AnthropicReplyText.text(out, "");
            case THINKING -> AnthropicReplyText.thinking(out, "", "");
        }
        return event("content_block_start", out.endObject());
    }

    private JsonText start() {
        block++;
        return indexed("content_block_start").name("content_block");
    }

    private byte[] delta(String type, String field, String value) {
        JsonText out = indexed("content_block_delta").name("delta");
        out.object().name("type").string(type).name(field).string(value).endObject();
        return event("content_block_delta", out.endObject());
    }

    private byte[] ended() {
        JsonText delta = new JsonText().object().name("type").string("message_delta");
        delta.name("delta").object();
        AnthropicReplyText.stop(delta, AnthropicReplyText.stopReason(finish), stopSequence);
        delta.endObject().name("usage");
        AnthropicReplyText.usage(delta, usage);
        String text =
                text("message_delta", delta.endObject())
                        + text("message_stop", new JsonText().raw("{\"type\":\"message_stop\"}"));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JsonText indexed(String type) {
        return new JsonText().object().name("type").string(type).name("index").number(block);
    }

    private static byte[] event(String name, JsonText data) {
        return text(name, data).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String name, JsonText data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
