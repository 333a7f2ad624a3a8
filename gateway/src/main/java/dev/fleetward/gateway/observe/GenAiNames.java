package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import java.time.Duration;
import java.util.stream.DoubleStream;

/// The names that the OpenTelemetry conventions give to generative calls, for metrics and spans
/// alike. The conventions (open-telemetry/semantic-conventions-genai) have no stable release, so
/// every name of theirs that Fleetward speaks is here and nowhere else. Stateless.
final class GenAiNames {
    // Metrics.
    static final String OPERATION_DURATION = "gen_ai.client.operation.duration";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";
    static final String TOKEN_USAGE = "gen_ai.client.token.usage";

    // Attributes of metrics and spans.
    static final String OPERATION_NAME = "gen_ai.operation.name";
    static final String PROVIDER_NAME = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String RESPONSE_MODEL = "gen_ai.response.model";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String ERROR_TYPE = "error.type";
    static final String SERVER_ADDRESS = "server.address";
    static final String SERVER_PORT = "server.port";

    // Attributes of spans.
    static final String REQUEST_STREAM = "gen_ai.request.stream";
    static final String RESPONSE_ID = "gen_ai.response.id";
    static final String RESPONSE_FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String RESPONSE_TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String CONVERSATION_ID = "gen_ai.conversation.id";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens";
    static final String CACHE_WRITE_TOKENS = "gen_ai.usage.cache_creation.input_tokens";
    static final String REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens";

    // Values of gen_ai.token.type.
    static final String INPUT = "input";
    static final String OUTPUT = "output";

    private GenAiNames() {}

    /// The value of `gen_ai.operation.name`.
    static String operation(Operation operation) {
        return switch (operation) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, GENERATE_CONTENT -> "chat";
            case EMBEDDINGS -> "embeddings";
            case COMPLETIONS -> "text_completion";
            case COUNT_TOKENS -> "count_tokens";
        };
    }

    /// The value of `gen_ai.provider.name`, as far as the dialect tells it.
    static String provider(WireDialect dialect) {
        return switch (dialect) {
            case OPENAI, ANTHROPIC -> dialect.label();
            case GEMINI -> "gcp.gen_ai";
        };
    }

    /// Buckets that the conventions ask of `gen_ai.client.operation.duration`: 0.01 s and its
    /// doublings up to 81.92 s.
    static Duration[] durationBuckets() {
        return DoubleStream.iterate(10, millis -> millis <= 81_920, millis -> millis * 2)
                .mapToObj(millis -> Duration.ofMillis((long) millis))
                .toArray(Duration[]::new);
    }

    /// Buckets that the conventions give for times to a first token.
    static Duration[] firstChunkBuckets() {
        return DoubleStream.of(
                        1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500,
                        10_000)
                .mapToObj(millis -> Duration.ofMillis((long) millis))
                .toArray(Duration[]::new);
    }

    /// Buckets that the conventions ask of `gen_ai.client.token.usage`: the powers of 4 from 1 to
    /// 67,108,864.
    static double[] tokenBuckets() {
        return DoubleStream.iterate(1, tokens -> tokens <= 67_108_864, tokens -> tokens * 4)
                .toArray();
    }
}
