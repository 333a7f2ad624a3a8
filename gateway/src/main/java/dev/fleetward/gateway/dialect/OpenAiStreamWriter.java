package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.gateway.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes neutral events as chat completion chunks. Confined to the event loop of its call.
final class OpenAiStreamWriter implements ChatStreamWriter {
    /// The most reasoning, signatures included, in characters, that is kept so that it can be sent
    /// again in a form that its maker takes back. More than that arrives as text only.
    static final int MOST_SIGNED_CHARS = 1 << 20;

    private static final byte[] NOTHING = new byte[0];

    private final boolean usageAsked;
    private final long createdSeconds;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();
    private final List<Block> signed = new ArrayList<>();
    private int signedChars;
    private String head = "";
    private ChatEvent.Kind kind = ChatEvent.Kind.TEXT;
    private int tools; // so far; the last of them is the open one
    private boolean withoutArguments; // a tool call is open, and nothing has come for it yet
    private Usage usage = Usage.NONE;

    OpenAiStreamWriter(boolean usageAsked, long createdSeconds) {
        this.usageAsked = usageAsked;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public byte[] write(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started started -> started(started);
            case ChatEvent.BlockStarted block -> {
                kind = block.kind();
                yield NOTHING;
            }
            case ChatEvent.ToolUseStarted use -> toolUse(use);
            case ChatEvent.RedactedThinkingStarted redacted ->
                    keep(new Block.RedactedThinking(redacted.data()), redacted.data().length());
            case ChatEvent.TextDelta delta -> text(delta.text());
            case ChatEvent.SignatureDelta delta -> {
                if (signature.length() <= MOST_SIGNED_CHARS) {
                    signature.append(delta.signature());
                }
                yield NOTHING;
            }
            case ChatEvent.ArgumentsDelta delta -> arguments(delta.fragment());
            case ChatEvent.BlockEnded() -> blockEnded();
            case ChatEvent.Finished finished -> finished(finished);
            case ChatEvent.UsageReported reported -> {
                usage = reported.usage();
                yield NOTHING;
            }
            case ChatEvent.Ended() -> ended();
        };
    }

    private byte[] started(ChatEvent.Started started) {
        usage = started.usage();
        JsonText common = new JsonText().object().name("id").string(started.id());
        common.name("object").string("chat.completion.chunk");
        common.name("created").number(createdSeconds);
        common.name("model").string(started.model()).name("choices").array();
        head = "data: " + common;
        JsonText delta = new JsonText().object().name("role").string("assistant");
        return chunk(delta.name("content").string("").endObject(), null);
    }

    private byte[] text(String text) {
        String field =
                switch (kind) {
                    case TEXT -> "content";
                    case REFUSAL -> "refusal";
                    case THINKING -> "reasoning_content";
                };
        if (kind == ChatEvent.Kind.THINKING && thinking.length() <= MOST_SIGNED_CHARS) {
            thinking.append(text);
        }
        return chunk(new JsonText().object().name(field).string(text).endObject(), null);
    }

    private byte[] toolUse(ChatEvent.ToolUseStarted use) {
        withoutArguments = true;
        JsonText delta = toolCall(tools++);
        delta.name("id").string(use.id()).name("type").string("function");
        delta.name("function").object().name("name").string(use.name());
        delta.name("arguments").string("").endObject();
        return chunk(delta.endObject().endArray().endObject(), null);
    }

    private byte[] arguments(String fragment) {
        withoutArguments = false;
        JsonText delta = toolCall(tools - 1);
        delta.name("function").object().name("arguments").string(fragment).endObject();
        return chunk(delta.endObject().endArray().endObject(), null);
    }

    private static JsonText toolCall(int index) {
        JsonText delta = new JsonText().object().name("tool_calls").array().object();
        return delta.name("index").number(index);
    }

    private byte[] blockEnded() {
        if (withoutArguments) {
            // Callers of this dialect parse what they gathered, and nothing is not JSON.
            return arguments("{}");
        }
        if (!signature.isEmpty()) {
            keep(
                    new Block.Thinking(thinking.toString(), signature.toString()),
                    thinking.length() + signature.length());
        }
        thinking.setLength(0);
        signature.setLength(0);
        return NOTHING;
    }

    private byte[] keep(Block block, int chars) {
        if (signedChars <= MOST_SIGNED_CHARS) {
            signedChars += chars;
            signed.add(block);
        }
        if (signedChars > MOST_SIGNED_CHARS) {
            // Some blocks of many are worth no more to their maker than none.
            signed.clear();
        }
        return NOTHING;
    }

    /// All reasoning in the form that its maker takes back goes into one delta: accumulators of
    /// callers keep the last value of a field that they do not know, or stumble over a second one.
    private byte[] finished(ChatEvent.Finished finished) {
        JsonText delta = new JsonText().object();
        if (!signed.isEmpty()) {
            delta.name("thinking_blocks").array();
            signed.forEach(block -> OpenAiReplyText.thinkingBlock(delta, block));
            delta.endArray();
        }
        return chunk(delta.endObject(), OpenAiReplyText.finish(finished.reason()));
    }

    private byte[] chunk(JsonText delta, @Nullable String finish) {
        String text =
                head
                        + "{\"index\":0,\"delta\":"
                        + delta
                        + ",\"logprobs\":null,\"finish_reason\":"
                        + (finish == null ? "null" : "\"" + finish + "\"")
                        + (usageAsked ? "}],\"usage\":null}\n\n" : "}]}\n\n");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The chunk with usage may be missing where a stream breaks off, so it is left out rather than
    /// filled with zeroes where nobody told.
    private byte[] ended() {
        String done = "data: [DONE]\n\n";
        if (usageAsked && !usage.equals(Usage.NONE)) {
            JsonText totals = new JsonText();
            OpenAiReplyText.usage(totals, usage);
            done = head + "],\"usage\":" + totals + "}\n\n" + done;
        }
        return done.getBytes(StandardCharsets.UTF_8);
    }
}
