package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts a stream together again, and fails where it breaks a rule of [ChatEvent].
final class Assembled {
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();
    private ChatEvent.@Nullable Started started;
    private @Nullable ChatEvent open;
    private ChatEvent.@Nullable Finished finished;
    private Usage usage = Usage.NONE;
    private boolean ended;

    static ChatReply from(List<ChatEvent> events) {
        Assembled assembled = new Assembled();
        events.forEach(assembled::take);
        assertThat(assembled.ended).as("ended").isTrue();
        ChatEvent.Started started = assembled.started;
        ChatEvent.Finished finished = assembled.finished;
        if (started == null || finished == null) {
            throw new AssertionError("neither started nor finished: " + events);
        }
        return new ChatReply(
                started.id(),
                started.model(),
                assembled.blocks,
                finished.reason(),
                finished.stopSequence(),
                assembled.usage,
                0);
    }

    private void take(ChatEvent event) {
        assertThat(ended).as("nothing follows the end").isFalse();
        assertThat(started == null)
                .as("started once")
                .isEqualTo(event instanceof ChatEvent.Started);
        switch (event) {
            case ChatEvent.Started first -> started = first;
            case ChatEvent.BlockStarted block -> open(block);
            case ChatEvent.ToolUseStarted use -> open(use);
            case ChatEvent.RedactedThinkingStarted redacted -> open(redacted);
            case ChatEvent.TextDelta delta -> {
                assertThat(open).isInstanceOf(ChatEvent.BlockStarted.class);
                text.append(delta.text());
            }
            case ChatEvent.SignatureDelta delta -> {
                assertThat(open).isEqualTo(new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING));
                signature.append(delta.signature());
            }
            case ChatEvent.ArgumentsDelta delta -> {
                assertThat(open).isInstanceOf(ChatEvent.ToolUseStarted.class);
                text.append(delta.fragment());
            }
            case ChatEvent.BlockEnded() -> close();
            case ChatEvent.Finished last -> {
                assertThat(open).as("no block is open").isNull();
                assertThat(finished).as("finished once").isNull();
                finished = last;
            }
            case ChatEvent.UsageReported reported -> usage = reported.usage();
            case ChatEvent.Ended() -> {
                assertThat(finished).as("finished before the end").isNotNull();
                ended = true;
            }
        }
    }

    private void open(ChatEvent block) {
        assertThat(open).as("one block at a time").isNull();
        assertThat(finished).as("no block after the reason").isNull();
        open = block;
    }

    private void close() {
        blocks.add(
                switch (open) {
                    case ChatEvent.BlockStarted(ChatEvent.Kind kind) ->
                            switch (kind) {
                                case TEXT -> new Block.Text(text.toString());
                                case REFUSAL -> new Block.Refusal(text.toString());
                                case THINKING ->
                                        new Block.Thinking(text.toString(), signature.toString());
                            };
                    case ChatEvent.ToolUseStarted use ->
                            new Block.ToolUse(use.id(), use.name(), text.toString());
                    case ChatEvent.RedactedThinkingStarted redacted ->
                            new Block.RedactedThinking(redacted.data());
                    case null, default -> throw new AssertionError("no block to end");
                });
        open = null;
        text.setLength(0);
        signature.setLength(0);
    }

    static boolean isCutShort(FinishReason reason) {
        return reason == FinishReason.LENGTH
                || reason == FinishReason.CONTEXT_EXCEEDED
                || reason == FinishReason.PAUSE;
    }
}
