package dev.fleetward.bench.pieces;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.core.snapshot.Expectations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Sound answers of the `openai` dialect of some 1,000 characters, whole and as a stream, and what
/// they were asked with. Immutable.
public enum JudgedAnswers {
    /// Text that may be any text, as most calls ask for it.
    TEXT,
    /// Text of a feature that declares its language and looks for echoes.
    DECLARED_TEXT,
    /// One tool call, held against its tool's schema.
    TOOL_CALL,
    /// JSON text, held against the schema that the request asks for.
    STRUCTURED;

    /// Chunks of a stream that carry a part of the answer.
    static final int CHUNKS = 200;

    private static final String SENTENCE =
            "The sky is blue because the air scatters short waves of light far more than the long"
                    + " ones. ";

    private static final String SCHEMA =
            """
            {"type":"object","required":["customer","items"],"additionalProperties":false,\
            "properties":{"customer":{"type":"string","minLength":1},"items":{"type":"array",\
            "maxItems":50,"items":{"type":"object","required":["name","amount","currency"],\
            "additionalProperties":false,"properties":{"name":{"type":"string"},"amount":{\
            "type":"number","minimum":0},"currency":{"enum":["EUR","USD","GBP"]}}}}}}\
            """;

    private static final String HEAD =
            "\"created\":1795000000,\"model\":\"gpt-4o-2024-11-20\",\"system_fingerprint\":\"fp_1\",";

    private static final String USAGE =
            "{\"prompt_tokens\":40,\"completion_tokens\":200,\"total_tokens\":240}";

    Expectations expectations() {
        return this == DECLARED_TEXT
                ? new Expectations(false, false, "en", true)
                : Expectations.DEFAULT;
    }

    byte[] request() {
        String asked =
                switch (this) {
                    case TEXT, DECLARED_TEXT -> "";
                    case TOOL_CALL ->
                            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"order\","
                                    + "\"description\":\"Places an order.\",\"parameters\":"
                                    + SCHEMA
                                    + "}}]";
                    case STRUCTURED ->
                            ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{"
                                    + "\"name\":\"order\",\"strict\":true,\"schema\":"
                                    + SCHEMA
                                    + "}}";
                };
        return ("{\"model\":\"chat\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a"
                        + " helpful assistant.\"},{\"role\":\"user\",\"content\":\"Please tell me"
                        + " in some words what there is to know about it, and leave nothing"
                        + " out.\"}]"
                        + asked
                        + "}")
                .getBytes(UTF_8);
    }

    /// The body of the unstreamed answer.
    byte[] whole() {
        String message =
                this == TOOL_CALL
                        ? "\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"order\",\"arguments\":\""
                                + escaped(content())
                                + "\"}}]"
                        : "\"content\":\"" + escaped(content()) + "\",\"refusal\":null";
        return ("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\","
                        + HEAD
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + message
                        + "},\"logprobs\":null,\"finish_reason\":\""
                        + finish()
                        + "\"}],\"usage\":"
                        + USAGE
                        + "}")
                .getBytes(UTF_8);
    }

    /// The events of the stream.
    List<byte[]> stream() {
        UnaryOperator<String> delta =
                this == TOOL_CALL
                        ? piece ->
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
                                        + escaped(piece)
                                        + "\"}}]}"
                        : piece -> "{\"content\":\"" + escaped(piece) + "\"}";
        List<byte[]> events = new ArrayList<>();
        events.add(chunk("{\"role\":\"assistant\",\"content\":" + opening() + "}", "null"));
        String content = content();
        for (int i = 0; i < CHUNKS; i++) {
            events.add(
                    chunk(
                            delta.apply(
                                    content.substring(
                                            content.length() * i / CHUNKS,
                                            content.length() * (i + 1) / CHUNKS)),
                            "null"));
        }
        events.add(chunk("{}", "\"" + finish() + "\""));
        events.add(event("\"choices\":[],\"usage\":" + USAGE));
        events.add("data: [DONE]\n\n".getBytes(UTF_8));
        return events;
    }

    private String opening() {
        return this == TOOL_CALL
                ? "null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"order\",\"arguments\":\"\"}}]"
                : "\"\"";
    }

    private String finish() {
        return this == TOOL_CALL ? "tool_calls" : "stop";
    }

    private String content() {
        return switch (this) {
            case TEXT, DECLARED_TEXT -> SENTENCE.repeat(11);
            case TOOL_CALL, STRUCTURED ->
                    "{\"customer\":\"Ada Lovelace\",\"items\":["
                            + "{\"name\":\"a part\",\"amount\":12.5,\"currency\":\"EUR\"},"
                                    .repeat(18)
                            + "{\"name\":\"the last\",\"amount\":1,\"currency\":\"USD\"}]}";
        };
    }

    private static byte[] chunk(String delta, String finish) {
        return event(
                "\"choices\":[{\"index\":0,\"delta\":"
                        + delta
                        + ",\"logprobs\":null,\"finish_reason\":"
                        + finish
                        + "}],\"usage\":null");
    }

    private static byte[] event(String rest) {
        return ("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                        + HEAD
                        + rest
                        + "}\n\n")
                .getBytes(UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
