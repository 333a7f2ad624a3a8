package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.wire.JsonBody;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Endpoints that speak Google's `generateContent`: the Gemini API with its keys, and Google Cloud
/// with access tokens. No caller speaks it, so every call is translated. Immutable and thread-safe.
public final class GeminiWire implements ProviderWire {
    private final ProviderErrors errors;

    public GeminiWire(Clock clock) {
        this.errors = new ProviderErrors(clock);
    }

    @Override
    public WireDialect wire() {
        return WireDialect.GEMINI;
    }

    @Override
    public Operation operation(Operation asked) {
        return asked.translatable() ? Operation.GENERATE_CONTENT : asked;
    }

    @Override
    public byte[] forward(CallFacts facts, JsonBody body, Endpoint endpoint) {
        throw new IllegalStateException("no caller speaks " + wire().label());
    }

    @Override
    public Translated translate(ChatRequest request, Endpoint endpoint, boolean lenient)
            throws NotExpressible {
        return GeminiRequestWriter.write(request, endpoint, lenient);
    }

    /// A model with a slash in its name is the path of a resource, such as a tuned model's.
    @Override
    public String path(Operation operation, Endpoint endpoint, boolean stream) {
        String model = endpoint.model();
        String resource = model.contains("/") ? model : "models/" + Addresses.encoded(model);
        return Addresses.basePath(endpoint.provider())
                + "/"
                + resource
                + (stream ? ":streamGenerateContent?alt=sse" : operation.path());
    }

    @Override
    public List<String> headers(Endpoint endpoint) {
        return switch (endpoint.provider().style()) {
            case STANDARD, AZURE -> Addresses.headers(endpoint, "x-goog-api-key", "");
            case VERTEX -> Addresses.headers(endpoint, "authorization", "Bearer ");
        };
    }

    @Override
    public Failure readError(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        return errors.ofAnswer(status, header, body);
    }

    /// Google's answers say nothing of quotas until they are exhausted.
    @Override
    public @Nullable ProviderSignal readQuota(
            UnaryOperator<@Nullable String> header,
            boolean refused,
            @Nullable Duration retryAfter,
            long nowNanos) {
        return refused ? RateLimitHeaders.refused(retryAfter, nowNanos) : null;
    }

    @Override
    public Answer readAnswer(
            Operation operation, byte[] body, boolean translate, AnswerListener listener) {
        GeminiAnswer answer = new GeminiAnswer(listener);
        Failure failure = answer.read(body);
        // One that holds nothing may have to do.
        boolean readable = failure == null || failure.kind() == FailureKind.EMPTY_ANSWER;
        if (!translate || !readable) {
            return new Answer(answer.facts(), failure, null);
        }
        try {
            return new Answer(answer.facts(), failure, GeminiChatReply.read(body));
        } catch (MalformedAnswer malformed) {
            // What holds nothing need not say why it ended.
            Failure why = failure == null ? Failure.of(FailureKind.MALFORMED_ANSWER) : failure;
            return new Answer(answer.facts(), why, null);
        }
    }

    @Override
    public StreamReader stream(
            Operation operation,
            @Nullable Consumer<ChatEvent> translated,
            AnswerListener listener) {
        GeminiStream reader = new GeminiStream(listener);
        return translated == null
                ? reader
                : new TranslatedStream(reader, new GeminiChatFrames(translated));
    }
}
