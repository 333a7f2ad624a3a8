package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.ChatReply;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.gateway.wire.JsonBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One family of callers: how their requests are read, and how answers and errors are written for
/// them. Implementations are immutable and thread-safe.
public interface Dialect {
    WireDialect wire();

    /// What decisions need of a request. One streaming pass over the top level.
    ///
    /// @throws BadRequest where the caller has to mend the request; the message says what and where
    CallFacts facts(Operation operation, JsonBody body) throws BadRequest;

    /// The request with the most output that it declares lowered to `most` where it is more; the
    /// body itself where it is not, or where lowering could spoil the request.
    JsonBody lowerOutput(JsonBody body, long most);

    /// The whole request in neutral terms, for an endpoint of another dialect. Only for operations
    /// that are [Operation#translatable()].
    ///
    /// @throws BadRequest where it is no valid request of this dialect
    ChatRequest readChat(JsonBody body) throws BadRequest;

    /// An unstreamed answer for a translated call.
    byte[] writeChat(ChatReply reply);

    /// A writer for the stream of one translated call.
    ///
    /// @param usageAsked whether the caller asked for usage in the stream
    ChatStreamWriter chatStream(boolean usageAsked, long createdSeconds);

    /// The error answer for a call that failed before anything was sent.
    ///
    /// @param call the call's id, or null where there is none yet
    ErrorAnswer error(Failure failure, @Nullable CallId call);

    /// The event that tells a caller, inside a stream, that the stream is broken. The connection is
    /// closed abnormally after it.
    ///
    /// @param operation whose stream it is; the `responses` stream spells errors in its own way
    byte[] streamError(Operation operation, Failure failure, @Nullable CallId call);

    /// The answer to `/v1/models`.
    byte[] models(List<ModelEntry> models);

    /// The answer to `/v1/models/{id}`.
    byte[] model(ModelEntry model);

    /// @param id the name of a route
    record ModelEntry(String id, long createdSeconds, String ownedBy) {}

    /// @param headers alternately names and values, `content-type` included
    record ErrorAnswer(int status, List<String> headers, byte[] body) {}
}
