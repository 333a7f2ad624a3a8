package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.ScriptedProvider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Calls whose endpoint speaks the caller's dialect: what was sent is what arrives, byte for byte,
/// but for the model's name and the usage that the fleet needs.
class PassThroughTest {
    private static ScriptedProvider provider;
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        provider = ScriptedProvider.start();
        fleet =
                TestFleet.start(
                        "",
                        "",
                        Map.of(
                                "openai-scripted", provider.url(),
                                "anthropic-scripted", provider.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        provider.close();
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return fleet.send(fleet.post(path, body).build());
    }

    private static final String CHAT_ANSWER =
            """
            { "x_new": {"b":[1, 2.50,null], "a": "\\u00e9" },"id":"c-1","object":"chat.completion","created":1,
              "model":"gpt-4o-2026-01-01","choices":[{"index":0,"x_inner":1e2,"message":{"role":"assistant",
              "content":"h\\u0069","annotations":[]},"finish_reason":"stop"}],
              "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4,"x_more":9}}
            """;

    @Test
    void aChatCompletionPassesUnchangedButForTheModel() throws Exception {
        provider.answers(Script.json(CHAT_ANSWER));
        String ask =
                """
                {"zeta":1, "messages":[{"role":"user","content":"h\\u0069 \\ud83d\\ude00","x":[ ]}],
                 "model" : "openai-scripted" ,"temperature":0.70,"future":{"b":2,"a":1e3},"n":1}\
                """;

        HttpResponse<String> answer = post("/v1/chat/completions", ask);

        assertThat(provider.received())
                .containsExactly(ask.replace("\"openai-scripted\"", "\"gpt-4o\""));
        assertThat(answer.body()).isEqualTo(CHAT_ANSWER);
        assertThat(answer.headers().firstValue("fleetward-model-served"))
                .contains("gpt-4o-2026-01-01");
    }

    private static final String CHUNKS =
            """
            : hello

            data: {"x":{"b":1,"a":2},"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2026-01-01","choices":[{"index":0,"delta":{"role":"assistant","content":"h\\u0069","x_new":[1.0]},"finish_reason":null}],"obfuscation":"abc"}

            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2026-01-01","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

            """;

    private static final String USAGE =
            """
            data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2026-01-01","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4,"x_more":9}}

            """;

    private static final String DONE = "data: [DONE]\n\n";

    @Test
    void aStreamPassesUnchangedAndUsageIsAskedForButHidden() throws Exception {
        provider.answers(Script.stream(Duration.ZERO, CHUNKS, USAGE, DONE));
        String ask =
                """
                {"stream":true,"stream_options":{"include_obfuscation":true,"x":1},"messages":[{"role":"user","content":"hi"}],"model":"openai-scripted","z":null}\
                """;

        HttpResponse<String> answer = post("/v1/chat/completions", ask);

        assertThat(provider.received().getFirst())
                .startsWith("{\"stream\":true,\"stream_options\":{")
                .contains("\"include_obfuscation\":true", "\"x\":1", "\"include_usage\":true")
                .endsWith(
                        ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"model\":\"gpt-4o\",\"z\":null}");
        assertThat(answer.body()).isEqualTo(CHUNKS + DONE);
    }

    @Test
    void aStreamWhoseUsageWasAskedForPassesWhole() throws Exception {
        provider.answers(Script.stream(Duration.ZERO, CHUNKS, USAGE, DONE));
        String ask =
                """
                {"stream":true, "stream_options": {"include_usage" : true}, "messages":[{"role":"user","content":"hi"}],"model":"openai-scripted"}\
                """;

        HttpResponse<String> answer = post("/v1/chat/completions", ask);

        assertThat(provider.received())
                .containsExactly(ask.replace("\"openai-scripted\"", "\"gpt-4o\""));
        assertThat(answer.body()).isEqualTo(CHUNKS + USAGE + DONE);
    }

    private static final String MESSAGE =
            """
            {"x_new":{"b":1,"a":[2.50]},"id":"msg_1","type":"message","role":"assistant","model":"claude-9",
             "content":[{"type":"text","text":"h\\u0069","citations":null,"x":1}],"stop_reason":"end_turn",
             "stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1,"x_more":{}}}
            """;

    @Test
    void aMessagePassesUnchangedButForTheModel() throws Exception {
        provider.answers(Script.json(MESSAGE));
        String ask =
                """
                {"zeta":{"b":1,"a":2.50},"max_tokens":10,"model":"anthropic-scripted","messages":[{"content":"h\\u0069","role":"user"}],"future":[ ]}\
                """;

        HttpResponse<String> answer = post("/v1/messages", ask);

        assertThat(provider.received())
                .containsExactly(ask.replace("\"anthropic-scripted\"", "\"claude-sonnet-4-5\""));
        assertThat(answer.body()).isEqualTo(MESSAGE);
        assertThat(answer.headers().firstValue("fleetward-model-served")).contains("claude-9");
    }

    private static final String EVENTS =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-9","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}

            event: x_unheard_of
            data: {"type":"x_unheard_of","b":1,"a":2.50}

            event: ping
            data: {"type": "ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""},"x":1}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"h\\u0069"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1},"x_new":[]}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    @Test
    void aStreamedMessagePassesUnchanged() throws Exception {
        provider.answers(Script.stream(Duration.ZERO, EVENTS));
        String ask =
                """
                {"stream": true,"max_tokens":10,"messages":[{"content":"hi","role":"user"}],"model":"anthropic-scripted","x":{"b":1,"a":2}}\
                """;

        HttpResponse<String> answer = post("/v1/messages", ask);

        assertThat(provider.received())
                .containsExactly(ask.replace("\"anthropic-scripted\"", "\"claude-sonnet-4-5\""));
        assertThat(answer.body()).isEqualTo(EVENTS);
    }
}
