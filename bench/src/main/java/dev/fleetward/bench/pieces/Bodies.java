package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes over the wire in these benchmarks. Stateless.
final class Bodies {
    private static final String SENTENCE =
            "The quick brown fox asks, in \\\"plain\\\" words, why the sky is blue.\\n";

    private Bodies() {}

    /// A chat request of either dialect: a conversation of about `bytes` bytes, and one tool.
    static byte[] request(WireDialect dialect, int bytes, boolean stream) {
        StringBuilder json = new StringBuilder(bytes + 1_024);
        json.append("{\"model\":\"chat\",\"temperature\":0.2,\"max_tokens\":256,\"stream\":")
                .append(stream)
                .append(",\"messages\":[");
        int turns = 0;
        do {
            json.append(turns == 0 ? "" : ",")
                    .append("{\"role\":\"")
                    .append(turns % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"")
                    .append(SENTENCE.repeat(4))
                    .append("\"}");
            turns++;
        } while (json.length() < bytes - 400 || turns % 2 == 0);
        String schema = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
        String tool =
                switch (dialect) {
                    case OPENAI ->
                            "{\"type\":\"function\",\"function\":{\"name\":\"weather\","
                                    + "\"description\":\"The weather.\",\"parameters\":"
                                    + schema
                                    + "}}";
                    case ANTHROPIC ->
                            "{\"name\":\"weather\",\"description\":\"The weather.\","
                                    + "\"input_schema\":"
                                    + schema
                                    + "}";
                    case GEMINI -> throw unspoken();
                };
        return ascii(json.append("],\"tools\":[").append(tool).append("]}").toString());
    }

    /// One piece of text in a stream.
    static byte[] chunk(WireDialect dialect) {
        return ascii(
                switch (dialect) {
                    case OPENAI ->
                            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                                    + "\"created\":1795000000,\"model\":\"gpt-4o-2024-11-20\","
                                    + "\"system_fingerprint\":\"fp_1\",\"choices\":[{\"index\":0,"
                                    + "\"delta\":{\"content\":\" word\"},\"logprobs\":null,"
                                    + "\"finish_reason\":null}],\"usage\":null}\n\n";
                    case ANTHROPIC ->
                            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                                    + "\"index\":0,\"delta\":{\"type\":\"text_delta\","
                                    + "\"text\":\" word\"}}\n\n";
                    case GEMINI -> throw unspoken();
                });
    }

    /// What comes before the first piece of text.
    static byte[] beginning(WireDialect dialect) {
        return ascii(
                switch (dialect) {
                    case OPENAI ->
                            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                                    + "\"created\":1795000000,\"model\":\"gpt-4o-2024-11-20\","
                                    + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                                    + "\"content\":\"\"},\"finish_reason\":null}]}\n\n";
                    case ANTHROPIC ->
                            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{"
                                    + "\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                                    + "\"model\":\"claude-sonnet-4-5\",\"content\":[],"
                                    + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{"
                                    + "\"input_tokens\":25,\"output_tokens\":1}}}\n\n"
                                    + "event: content_block_start\ndata: {\"type\":"
                                    + "\"content_block_start\",\"index\":0,\"content_block\":{"
                                    + "\"type\":\"text\",\"text\":\"\"}}\n\n";
                    case GEMINI -> throw unspoken();
                });
    }

    private static IllegalArgumentException unspoken() {
        return new IllegalArgumentException("no benchmark speaks the dialect gemini");
    }

    static Endpoint endpoint(WireDialect dialect, @Nullable Pool pool) {
        Provider provider =
                new Provider(
                        dialect.label(),
                        dialect.label(),
                        dialect,
                        URI.create("http://127.0.0.1:1/v1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        dialect.label());
        return new Endpoint(
                dialect.label() + "-us",
                provider,
                "some-model",
                "us",
                "us",
                pool,
                null,
                Timeouts.DEFAULT,
                null,
                false);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
