package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.provider.StreamReader.Frame;
import dev.fleetward.gateway.wire.SseSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Streams as providers send them, and ways to read them in tests.
final class Streams {
    static final String CHAT =
            """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"Hé"},"finish_reason":null}],"usage":null}

            : keep-alive

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":0},"completion_tokens_details":{"reasoning_tokens":5}}}

            data: [DONE]

            """;

    static final String RESPONSES =
            """
            event: response.created
            data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"gpt-4o-2024-08-06","usage":null,"error":null,"output":[]}}

            event: response.output_item.added
            data: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message","content":[]}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","delta":"Hello"}

            event: response.completed
            data: {"type":"response.completed","sequence_number":3,"response":{"id":"resp_1","status":"completed","model":"gpt-4o-2024-08-06","service_tier":"flex","error":null,"incomplete_details":null,"output":[{"type":"message","content":[{"type":"output_text","text":"Hello"}]}],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":1},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":12}}}

            """;

    static final String MESSAGES =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":40,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1,"service_tier":"standard","inference_geo":"us"}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15,"output_tokens_details":{"thinking_tokens":3}}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    /// A clock that stands at 2026-11-01T00:00:00Z.
    static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public long wallMicros() {
                    return 1_793_491_200_000_000L;
                }
            };

    private Streams() {}

    /// What each event of a stream is to `reader`, the stream being cut at random places.
    static List<Frame> read(StreamReader reader, String stream, Random random) {
        List<Frame> frames = new ArrayList<>();
        SseSplitter splitter = new SseSplitter(1 << 20);
        byte[] bytes = stream.getBytes(UTF_8);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(400));
            splitter.feed(bytes, at, length, (b, from, n) -> frames.add(reader.read(b, from, n)));
            at += length;
        }
        return frames;
    }

    static List<Frame> read(StreamReader reader, String stream) {
        return read(reader, stream, new Random(0));
    }
}
