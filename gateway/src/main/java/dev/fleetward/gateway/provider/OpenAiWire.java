package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Edit;
import dev.fleetward.gateway.wire.JsonBody.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Endpoints that speak the OpenAI API, OpenAI's own, Azure's and compatible servers. Immutable and
/// thread-safe.
public final class OpenAiWire implements ProviderWire {
    /// What Azure's deployment paths need where the configuration names no version.
    private static final String AZURE_VERSION = "2024-10-21";

    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] USAGE_ASKED = "{\"include_usage\":true}".getBytes(US_ASCII);

    /// The depth of callers' requests is checked before; this one only has to be deeper.
    private static final int OWN_DEPTH = 1 << 16;

    private final ProviderErrors errors;

    public OpenAiWire(Clock clock) {
        this.errors = new ProviderErrors(clock);
    }

    @Override
    public WireDialect wire() {
        return WireDialect.OPENAI;
    }

    @Override
    public Operation operation(Operation asked) {
        return asked.translatable() ? Operation.CHAT_COMPLETIONS : asked;
    }

    @Override
    public byte[] forward(CallFacts facts, JsonBody body, Endpoint endpoint) {
        List<Edit> edits = new ArrayList<>(2);
        edits.add(new Edit("model", Json.quoted(endpoint.model())));
        boolean chunks =
                facts.operation() == Operation.CHAT_COMPLETIONS
                        || facts.operation() == Operation.COMPLETIONS;
        if (chunks && facts.stream() && !facts.usageAsked()) {
            edits.add(new Edit("stream_options", withUsage(body)));
        }
        return body.with(edits);
    }

    private static byte[] withUsage(JsonBody body) {
        Member options = body.member("stream_options");
        try {
            JsonBody inner = options == null ? null : body.object(options);
            return inner == null
                    ? USAGE_ASKED
                    : inner.with(List.of(new Edit("include_usage", TRUE)));
        } catch (JsonBody.Malformed e) {
            throw new IllegalStateException("stream_options was read before", e);
        }
    }

    @Override
    public Translated translate(ChatRequest request, Endpoint endpoint, boolean lenient)
            throws NotExpressible {
        return OpenAiRequestWriter.write(request, endpoint, lenient);
    }

    /// vLLM's `priority`, where lower values go first. A caller's own value gives way: on an engine
    /// that others share it is not the caller's to set.
    @Override
    public byte[] withPriority(byte[] request, CallClass callClass) {
        byte[] priority = Integer.toString(callClass.ordinal()).getBytes(US_ASCII);
        try {
            return JsonBody.parse(request, OWN_DEPTH).with(List.of(new Edit("priority", priority)));
        } catch (JsonBody.Malformed e) {
            throw new IllegalStateException("a request of our own", e);
        }
    }

    @Override
    public String path(Operation operation, Endpoint endpoint, boolean stream) {
        Provider provider = endpoint.provider();
        String base = Addresses.basePath(provider);
        return switch (provider.style()) {
            case STANDARD, VERTEX -> base + operation.path();
            case AZURE -> azurePath(base, operation, endpoint);
        };
    }

    /// Azure has paths by deployment, which need a version, and newer ones below `/openai/v1`,
    /// which take one. Responses have no deployment in their path.
    private static String azurePath(String base, Operation operation, Endpoint endpoint) {
        String version = endpoint.provider().apiVersion();
        if (base.endsWith("/v1")) {
            return base + operation.path() + (version == null ? "" : query(version));
        }
        String root = base.endsWith("/openai") ? base : base + "/openai";
        String deployment =
                operation == Operation.RESPONSES
                        ? ""
                        : "/deployments/" + Addresses.encoded(endpoint.model());
        return root
                + deployment
                + operation.path()
                + query(version == null ? AZURE_VERSION : version);
    }

    private static String query(String version) {
        return "?api-version=" + Addresses.encoded(version);
    }

    @Override
    public List<String> headers(Endpoint endpoint) {
        return switch (endpoint.provider().style()) {
            case STANDARD, VERTEX -> Addresses.headers(endpoint, "authorization", "Bearer ");
            case AZURE -> Addresses.headers(endpoint, "api-key", "");
        };
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
        return RateLimitHeaders.openAi(header, refused, retryAfter, nowNanos);
    }

    @Override
    public Answer readAnswer(
            Operation operation, byte[] body, boolean translate, AnswerListener listener) {
        OpenAiAnswer answer = new OpenAiAnswer(operation, listener);
        Failure failure = answer.read(body);
        // One that holds nothing may have to do.
        boolean readable = failure == null || failure.kind() == FailureKind.EMPTY_ANSWER;
        if (!translate || !readable) {
            return new Answer(answer.facts(), failure, null);
        }
        try {
            return new Answer(answer.facts(), failure, OpenAiChatReply.read(body));
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
                    new OpenAiChatStream(listener), new OpenAiChatFrames(translated)::data);
        }
        return operation == Operation.RESPONSES
                ? new ResponsesStream(listener)
                : new OpenAiChatStream(listener);
    }
}
