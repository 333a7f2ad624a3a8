package dev.fleetward.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// Where load goes: a port on loopback that speaks the OpenAI dialect. Immutable.
///
/// @param key the API key that is presented
public record Target(String name, int port, String key) {
    public static final String PATH = "/v1/chat/completions";

    /// A small chat call, as JSON without line feeds.
    public static final String UNARY_BODY =
            "{\"model\":\"chat\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful"
                    + " assistant.\"},{\"role\":\"user\",\"content\":\"In one sentence: why is the"
                    + " sky blue?\"}],\"temperature\":0.2,\"max_tokens\":64}";

    /// A chat call whose answer is streamed. The mock provider reads the number of chunks from
    /// `max_tokens` and the milliseconds between them from `seed`.
    static String streamBody(int chunks, int everyMillis) {
        return "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"In one sentence:"
                + " why is the sky blue?\"}],\"stream\":true,\"stream_options\":{\"include_usage\":"
                + "true},\"max_tokens\":"
                + chunks
                + ",\"seed\":"
                + everyMillis
                + "}";
    }

    /// The whole request in bytes, in memory that nobody has to release.
    ByteBuf request(String body) {
        String head =
                "POST "
                        + PATH
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nAuthorization: Bearer "
                        + key
                        + "\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n";
        return Unpooled.unreleasableBuffer(
                Unpooled.wrappedBuffer((head + body).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return name + " at port " + port;
    }
}
