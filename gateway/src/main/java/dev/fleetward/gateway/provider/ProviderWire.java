package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.wire.JsonBody;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One family of endpoints: how requests are written for them and how their answers are read.
/// Implementations are immutable and thread-safe.
public interface ProviderWire {
    WireDialect wire();

    /// The operation as this dialect spells it: a translated call changes into this dialect's chat,
    /// any other stays what it is.
    Operation operation(Operation asked);

    /// A request of the same dialect. The bytes are the caller's but for the model's name, the
    /// request for usage in streams, and thinking that another maker signed.
    byte[] forward(CallFacts facts, JsonBody body, Endpoint endpoint);

    /// A request that the caller wrote in another dialect.
    ///
    /// @param lenient whether what this dialect cannot say is dropped and named in `dropped`
    /// @throws NotExpressible where it cannot be said and `lenient` is false
    Translated translate(ChatRequest request, Endpoint endpoint, boolean lenient)
            throws NotExpressible;

    /// The same request with the urgency of its class, for engines that schedule by it; the request
    /// as it is where this dialect has no word for that.
    default byte[] withPriority(byte[] request, CallClass callClass) {
        return request;
    }

    /// @param dropped the names of what was left out
    record Translated(byte[] body, List<String> dropped) {
        public Translated {
            dropped = List.copyOf(dropped);
        }
    }

    /// The path and query below the authority, base path of the provider included.
    ///
    /// @param stream whether the answer is wanted in pieces
    String path(Operation operation, Endpoint endpoint, boolean stream);

    /// Header names and values, alternately, that every request to this endpoint carries: content
    /// type, credential, version. The credential is revealed here and only here.
    List<String> headers(Endpoint endpoint);

    /// What an answer with a status of 300 or more means.
    ///
    /// @param header looks a response header up by its lower-case name; null where it is absent
    Failure readError(int status, UnaryOperator<@Nullable String> header, byte[] body);

    /// What the head of an answer says of the provider's quota; null where it says nothing.
    ///
    /// @param header as in [#readError]
    /// @param refused whether the provider refused because of its rate limits
    /// @param retryAfter how long it then asked to wait, or null
    @Nullable ProviderSignal readQuota(
            UnaryOperator<@Nullable String> header,
            boolean refused,
            @Nullable Duration retryAfter,
            long nowNanos);

    /// Reads an unstreamed answer of status 200.
    ///
    /// @param translate whether [Answer#chat()] is wanted
    /// @param listener told what the model says
    Answer readAnswer(Operation operation, byte[] body, boolean translate, AnswerListener listener);

    /// The same, with nobody listening.
    default Answer readAnswer(Operation operation, byte[] body, boolean translate) {
        return readAnswer(operation, body, translate, AnswerListener.NOBODY);
    }

    /// @param failure null if the answer is sound
    /// @param chat the answer in neutral terms, if that was wanted and it is sound or merely empty
    record Answer(AnswerFacts facts, @Nullable Failure failure, @Nullable ChatReply chat) {}

    /// A reader for one stream.
    ///
    /// @param translated where neutral events go, or null where the bytes are passed on
    /// @param listener told what the model says
    StreamReader stream(
            Operation operation, @Nullable Consumer<ChatEvent> translated, AnswerListener listener);

    /// The same, with nobody listening.
    default StreamReader stream(Operation operation, @Nullable Consumer<ChatEvent> translated) {
        return stream(operation, translated, AnswerListener.NOBODY);
    }
}
