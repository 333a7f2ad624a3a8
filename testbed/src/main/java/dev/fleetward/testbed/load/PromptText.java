package dev.fleetward.testbed.load;

import dev.fleetward.core.call.WireDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// Request bodies with prompts of exactly so many words, put together from shared bytes. Immutable,
/// thread-safe.
final class PromptText {
    private static final int SHARED_WORDS = 16 << 10;
    private static final byte[] WORDS =
            "w ".repeat(SHARED_WORDS).getBytes(StandardCharsets.US_ASCII);

    private final WireDialect dialect;
    private final String head;

    PromptText(WireDialect dialect, String model) {
        this.dialect = dialect;
        this.head =
                "{\"model\":\""
                        + new String(JsonStringEncoder.getInstance().quoteAsCharArray(model))
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"";
    }

    /// A body whose prompt has `row`'s input words and orders its output words; the order is the
    /// last of the words. An empty prompt has no room for an order: there, `max_tokens` is one.
    Buffer body(Trace.Row row, boolean stream) {
        String order = row.inputTokens() == 0 ? "" : "[[output=" + row.outputTokens() + "]]";
        String options =
                stream && dialect == WireDialect.OPENAI
                        ? ",\"stream_options\":{\"include_usage\":true}"
                        : "";
        String tail =
                order
                        + "\"}],\"max_tokens\":"
                        + Math.max(1, row.outputTokens())
                        + ",\"stream\":"
                        + stream
                        + options
                        + "}";
        int fillers = Math.max(0, row.inputTokens() - 1);
        ByteBuf body = Unpooled.buffer(head.length() + 2 * fillers + tail.length() + 16);
        body.writeCharSequence(head, StandardCharsets.UTF_8);
        for (int left = fillers; left > 0; left -= SHARED_WORDS) {
            body.writeBytes(WORDS, 0, 2 * Math.min(left, SHARED_WORDS));
        }
        body.writeCharSequence(tail, StandardCharsets.UTF_8);
        return BufferInternal.buffer(body);
    }
}
