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
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Edit;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Endpoints that speak the Anthropic Messages API. Immutable and thread-safe.
public final class AnthropicWire implements ProviderWire {
    private static final String DEFAULT_VERSION = "2023-06-01";

    private final Clock clock;
    private final ProviderErrors errors;

    public AnthropicWire(Clock clock) {
        this.clock = clock;
        this.errors = new ProviderErrors(clock);
    }

    @Override
    public WireDialect wire() {
        return WireDialect.ANTHROPIC;
    }

    @Override
    public Operation operation(Operation asked) {
        return asked.translatable() ? Operation.MESSAGES : asked;
    }

    @Override
    public byte[] forward(CallFacts facts, JsonBody body, Endpoint endpoint) {
        Edit model = new Edit("model", Json.quoted(endpoint.model()));
        Edit messages = ForeignThinking.removed(body);
        return body.with(messages == null ? List.of(model) : List.of(model, messages));
    }

    @Override
    public Translated translate(ChatRequest request, Endpoint endpoint, boolean lenient)
            throws NotExpressible {
        return AnthropicRequestWriter.write(request, endpoint, lenient);
    }

    /// The base URL of this dialect goes without `/v1`, but is often given with it.
    @Override
    public String path(Operation operation, Endpoint endpoint, boolean stream) {
        String base = Addresses.basePath(endpoint.provider());
        return (base.endsWith("/v1") ? base : base + "/v1") + operation.path();
    }

    @Override
    public List<String> headers(Endpoint endpoint) {
        String version = endpoint.provider().apiVersion();
        String credentialHeader =
                switch (endpoint.provider().style()) {
                    case STANDARD, VERTEX -> "x-api-key";
                    case AZURE -> "api-key";
                };
        return Addresses.headers(
                endpoint,
                credentialHeader,
                "",
                "anthropic-version",
                version == null ? DEFAULT_VERSION : version);
    }

    @Override
    public Failure readError(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        return errors.ofAnswer(status, header, body);
    }

    @Override
    public @Nullable ProviderSignal readQuota(
            UnaryOperator<@Nullable String> header,
            boolean refused,
            @Nullable Duration retryAfter,
            long nowNanos) {
        return RateLimitHeaders.anthropic(header, refused, retryAfter, clock, nowNanos);
    }

    @Override
    public Answer readAnswer(
            Operation operation, byte[] body, boolean translate, AnswerListener listener) {
        AnthropicAnswer answer = new AnthropicAnswer(operation, listener);
        Failure failure = answer.read(body);
        // One that holds nothing may have to do.
        boolean readable = failure == null || failure.kind() == FailureKind.EMPTY_ANSWER;
        if (!translate || !readable) {
            return new Answer(answer.facts(), failure, null);
        }
        try {
            return new Answer(answer.facts(), failure, AnthropicChatReply.read(body));
        } catch (MalformedAnswer malformed) {
            return new Answer(answer.facts(), Failure.of(FailureKind.MALFORMED_ANSWER), null);
        }
    }

    @Override
    public StreamReader stream(
            Operation operation,
            @Nullable Consumer<ChatEvent> translated,
            AnswerListener listener) {
        if (translated != null) {
            return new TranslatedStream(
                    new AnthropicStream(listener), new AnthropicChatFrames(translated)::data);
        }
        return new AnthropicStream(listener);
    }
}
