package dev.fleetward.gateway.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.gateway.wire.JsonValue;
import java.util.List;

/// What the strictest readers of a streamed message insist on.
final class AnthropicStreamRules {
    private AnthropicStreamRules() {}

    static void check(String stream) throws JsonValue.Malformed {
        List<Wire.Sse> events = Wire.events(stream);
        int blocks = 0;
        boolean open = false;
        for (int i = 0; i < events.size(); i++) {
            Wire.Sse event = events.get(i);
            JsonValue data = JsonValue.parse(event.data());
            assertThat(event.name()).isEqualTo(data.get("type").text());
            String name = String.valueOf(event.name());
            assertThat(name.equals("message_start")).as("one message_start").isEqualTo(i == 0);
            assertThat(name.equals("message_delta"))
                    .as("one message_delta, last but one")
                    .isEqualTo(i == events.size() - 2);
            assertThat(name.equals("message_stop"))
                    .as("one message_stop, last")
                    .isEqualTo(i == events.size() - 1);
            if (name.startsWith("content_block_")) {
                boolean starts = name.equals("content_block_start");
                assertThat(open).as("blocks do not overlap").isEqualTo(!starts);
                blocks += starts ? 1 : 0;
                open = !name.equals("content_block_stop");
                assertThat(data.get("index").wholeNumber(-1)).isEqualTo(blocks - 1);
            } else {
                assertThat(open).as("no block is open at " + name).isFalse();
            }
        }
    }
}
