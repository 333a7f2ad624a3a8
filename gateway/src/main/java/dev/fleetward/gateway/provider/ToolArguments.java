package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.gateway.wire.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.async.ByteArrayFeeder;

/// Judges the arguments of one tool call as their fragments come. Of what was read it holds at most
/// one string or number, and of that at most [Json#MOST_PIECEWISE_CHARS]. Confined to the event
/// loop of its call.
final class ToolArguments {
    private final JsonParser parser = Json.piecewise();
    private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    private int depth;
    private int values;
    private boolean broken;

    /// Whether arguments that came in one piece are sound.
    static boolean areWhole(String text) {
        ToolArguments arguments = new ToolArguments();
        arguments.add(text);
        return arguments.end();
    }

    /// Reads a further fragment.
    ///
    /// @return false if no continuation can make the arguments JSON any more
    boolean add(String fragment) {
        if (!broken && !fragment.isEmpty()) {
            byte[] bytes = fragment.getBytes(UTF_8);
            try {
                feeder.feedInput(bytes, 0, bytes.length);
                read();
            } catch (JacksonException malformed) {
                broken = true;
            }
        }
        return !broken;
    }

    /// No further fragment will come.
    ///
    /// @return whether the arguments are one JSON value, or nothing, which some servers send for
    ///   calls without arguments
    boolean end() {
        try {
            feeder.endOfInput();
            read();
        } catch (JacksonException cutOff) {
            broken = true;
        }
        parser.close();
        return !broken && depth == 0;
    }

    private void read() {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            if (depth == 0) {
                values++;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            token = parser.nextToken();
        }
        broken |= values > 1;
    }
}
