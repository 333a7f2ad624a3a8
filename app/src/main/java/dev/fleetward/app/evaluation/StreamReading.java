package dev.fleetward.app.evaluation;

import dev.fleetward.core.evaluation.Answer;
import dev.fleetward.core.unit.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads one streamed answer in OpenAI's dialect. Used once, by one thread.
final class StreamReading {
    private static final String FIELD = "data:";

    /// Characters that an answer may have, events and all.
    private static final int MOST = 16 << 20;

    private final Clock clock;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private long firstNanos = -1;
    private String finish = "";
    private @Nullable String model;
    private @Nullable String error;
    private long inputTokens = -1;
    private long outputTokens = -1;
    private boolean whole;

    private static final class Call {
        String name = "";
        final StringBuilder arguments = new StringBuilder();
    }

    StreamReading(Clock clock) {
        this.clock = clock;
    }

    /// Reads to the end. What is wrong with the stream is in [#fault].
    void read(BufferedReader in) throws IOException {
        int read = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            read += line.length() + 1;
            if (read > MOST) {
                error = "an answer of more than " + MOST + " characters";
                return;
            }
            if (line.startsWith(FIELD)) {
                event(line.substring(FIELD.length()).strip());
            }
        }
    }

    private void event(String data) {
        if (data.equals("[DONE]")) {
            whole = true;
            return;
        }
        try {
            chunk(JsonMapper.shared().readTree(data));
        } catch (JacksonException broken) {
            error = "an event that is no JSON";
        }
    }

    private void chunk(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            error = chunk.at("/error/message").asString("an error within the stream");
        }
        if (chunk.hasNonNull("model") && !chunk.path("model").asString("").isEmpty()) {
            model = chunk.path("model").asString("");
        }
        JsonNode usage = chunk.path("usage");
        inputTokens = usage.path("prompt_tokens").asLong(inputTokens);
        outputTokens = usage.path("completion_tokens").asLong(outputTokens);
        JsonNode choice = chunk.at("/choices/0");
        finish = choice.path("finish_reason").asString(finish);
        JsonNode delta = choice.path("delta");
        boolean something = append(delta, "content", text) | append(delta, "refusal", refusal);
        for (JsonNode part : delta.path("tool_calls")) {
            something = true;
            Call call = calls.computeIfAbsent(part.path("index").asInt(0), _ -> new Call());
            call.name += part.at("/function/name").asString("");
            call.arguments.append(part.at("/function/arguments").asString(""));
        }
        if (something && firstNanos < 0) {
            firstNanos = clock.nanos();
        }
    }

    private static boolean append(JsonNode delta, String name, StringBuilder into) {
        String part = delta.path(name).asString("");
        into.append(part);
        return !part.isEmpty();
    }

    /// Why this is no whole answer; null if it is one.
    @Nullable String fault() {
        return error != null
                ? error
                : whole && !finish.isEmpty() ? null : "the answer ended too early";
    }

    /// @param begunNanos from when the first token's time counts
    Answer answer(long begunNanos) {
        List<Answer.ToolCall> called = new ArrayList<>();
        calls.values()
                .forEach(call ->
                        called.add(new Answer.ToolCall(call.name, call.arguments.toString())));
        return new Answer(
                text.toString(),
                called,
                refusal.isEmpty() ? null : refusal.toString(),
                outputTokens,
                firstNanos < 0 ? -1 : Math.max(0, firstNanos - begunNanos),
                finish);
    }

    @Nullable String model() {
        return model;
    }

    long inputTokens() {
        return inputTokens;
    }
}
