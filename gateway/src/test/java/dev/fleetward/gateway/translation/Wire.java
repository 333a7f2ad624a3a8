package dev.fleetward.gateway.translation;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.gateway.dialect.ChatStreamWriter;
import dev.fleetward.gateway.provider.AnthropicChatFrames;
import dev.fleetward.gateway.provider.MalformedAnswer;
import dev.fleetward.gateway.provider.OpenAiChatFrames;
import dev.fleetward.gateway.wire.JsonText;
import dev.fleetward.gateway.wire.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the tests of translation share.
final class Wire {
    private Wire() {}

    static Endpoint endpoint(WireDialect dialect, String url) {
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        dialect,
                        URI.create(url),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        return new Endpoint(
                "e",
                provider,
                "served-model",
                null,
                null,
                null,
                null,
                Timeouts.DEFAULT,
                null,
                false);
    }

    static final Endpoint OPENAI = endpoint(WireDialect.OPENAI, "https://api.openai.com/v1");
    static final Endpoint ANTHROPIC = endpoint(WireDialect.ANTHROPIC, "https://api.anthropic.com");

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// The JSON without white space between its tokens, members in their order.
    static String compact(String json) throws JsonValue.Malformed {
        JsonText out = new JsonText();
        compact(out, JsonValue.parse(json));
        return out.toString();
    }

    private static void compact(JsonText out, JsonValue json) {
        switch (json) {
            case JsonValue.Obj object -> {
                out.object();
                object.members()
                        .forEach((name, value) -> {
                            out.name(name);
                            compact(out, value);
                        });
                out.endObject();
            }
            case JsonValue.Arr array -> {
                out.array();
                array.items().forEach(item -> compact(out, item));
                out.endArray();
            }
            case JsonValue.Str value -> out.raw(value.raw());
            case JsonValue.Num value -> out.raw(value.raw());
            case JsonValue.Bool value -> out.raw(value.raw());
            case JsonValue.Null value -> out.raw(value.raw());
        }
    }

    /// One server-sent event.
    record Sse(@Nullable String name, String data) {}

    static List<Sse> events(String stream) {
        List<Sse> events = new ArrayList<>();
        for (String block : stream.strip().split("\n\n", -1)) {
            String name = null;
            StringBuilder data = new StringBuilder();
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else {
                    throw new AssertionError("neither event nor data: " + line);
                }
            }
            events.add(new Sse(name, data.toString()));
        }
        return events;
    }

    static List<ChatEvent> readOpenAi(String stream) throws MalformedAnswer {
        List<ChatEvent> events = new ArrayList<>();
        OpenAiChatFrames frames = new OpenAiChatFrames(events::add);
        for (Sse event : events(stream)) {
            byte[] padded = bytes("data: " + event.data() + "\n\n");
            frames.data(event.name(), padded, 6, padded.length - 8);
        }
        return events;
    }

    static List<ChatEvent> readAnthropic(String stream) throws MalformedAnswer {
        List<ChatEvent> events = new ArrayList<>();
        AnthropicChatFrames frames = new AnthropicChatFrames(events::add);
        for (Sse event : events(stream)) {
            byte[] padded = bytes("data: " + event.data() + "\n\n");
            frames.data(event.name(), padded, 6, padded.length - 8);
        }
        return events;
    }

    static String write(ChatStreamWriter writer, List<ChatEvent> events) {
        StringBuilder stream = new StringBuilder();
        for (ChatEvent event : events) {
            stream.append(text(writer.write(event)));
        }
        return stream.toString();
    }
}
