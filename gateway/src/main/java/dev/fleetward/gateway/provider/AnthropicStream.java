package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the stream of a message. Confined to the event loop of its call.
///
/// 1. Every event is named; `message_start` comes first and only once.
/// 2. Usage in `message_start` and `message_delta` is cumulative: the later report replaces the
///    earlier, field by field, and nothing is ever added up.
/// 3. Usage is the final word once a `message_delta` names the stop reason, or at `message_stop`;
///    output is never final without a `message_delta` that counted it.
/// 4. The input of a tool call is sound JSON in every prefix, and whole when its block ends, unless
///    the stop reason says that it was cut short.
final class AnthropicStream extends JsonEventReader {
    private static final byte[] PING = "ping".getBytes(US_ASCII);
    private static final byte[] ERROR = "error".getBytes(US_ASCII);
    private static final byte[] BLOCK_STOP = "content_block_stop".getBytes(US_ASCII);
    private static final byte[] MESSAGE_START = "message_start".getBytes(US_ASCII);
    private static final byte[] MESSAGE_DELTA = "message_delta".getBytes(US_ASCII);
    private static final byte[] MESSAGE_STOP = "message_stop".getBytes(US_ASCII);

    private final MessageObject message;
    private final ErrorBody error = new ErrorBody();

    /// Of the block at hand, from the first fragment on.
    private @Nullable ToolArguments input;

    private boolean inputBroken;
    private boolean inputCut;
    private boolean started;
    private boolean outputCounted;
    private boolean usageInEvent;

    AnthropicStream(AnswerListener listener) {
        this.message = new MessageObject(facts, counts, listener);
    }

    @Override
    @Nullable Frame withoutJson() {
        return event.isNamed() ? null : malformed();
    }

    @Override
    Frame read(JsonParser parser) {
        usageInEvent = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type" -> {
                    if (!isNameOfEvent(parser)) {
                        return malformed();
                    }
                }
                case "message" -> usageInEvent |= message.read(parser);
                case "delta" -> delta(parser);
                case "content_block" -> {
                    endInput();
                    message.block(parser);
                }
                case "usage" -> usageInEvent |= counts.read(parser);
                case "error" -> error.read(parser);
                default -> parser.skipChildren();
            }
        }
        Json.requireEnd(parser);
        return frame();
    }

    private Frame frame() {
        if (event.nameIs(PING)) {
            return Frame.IDLE;
        }
        if (event.nameIs(ERROR)) {
            return broken(ProviderErrors.inside(error, FailureKind.STREAM_ERROR));
        }
        if (event.nameIs(MESSAGE_START) == started) {
            return malformed();
        }
        started = true;
        boolean stop = event.nameIs(MESSAGE_STOP);
        if (input != null && (stop || event.nameIs(BLOCK_STOP))) {
            endInput();
        }
        if (inputBroken
                || (inputCut && facts.finish != null && !FinishWords.cutsShort(facts.finish))) {
            return brokenToolCall();
        }
        if (event.nameIs(MESSAGE_DELTA)) {
            outputCounted |= usageInEvent && counts.hasOutput();
        }
        if (usageInEvent || stop) {
            noteUsage(stop || (event.nameIs(MESSAGE_DELTA) && facts.finish != null));
        }
        return stop ? Frame.TERMINAL : Frame.CONTENT;
    }

    private void noteUsage(boolean last) {
        if (counts.seen()) {
            facts.usage = counts.apart(last, last && outputCounted);
            message.noteTier();
        }
    }

    private boolean isNameOfEvent(JsonParser parser) {
        String type = Text.any(parser);
        return type != null && event.nameIs(type.getBytes(US_ASCII));
    }

    private void delta(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text" -> {
                    addContent(Json.textBytes(parser));
                    message.said(parser);
                }
                case "thinking" -> addContent(Json.textBytes(parser));
                case "partial_json" -> {
                    addContent(Json.textBytes(parser));
                    addInput(Text.any(parser));
                }
                case "stop_reason" -> message.stopReason(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void addInput(@Nullable String fragment) {
        if (fragment == null || fragment.isEmpty()) {
            return;
        }
        if (input == null) {
            input = new ToolArguments();
        }
        inputBroken |= !input.add(fragment);
        message.input(fragment);
    }

    private void endInput() {
        if (input != null) {
            inputCut |= !input.end();
            input = null;
        }
    }
}
