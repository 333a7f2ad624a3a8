package dev.fleetward.gateway.relay;

import dev.fleetward.gateway.provider.AnswerFacts;
import io.vertx.core.buffer.Buffer;

/// A provider's answer of status 200, as it is read. Confined to the event loop of its call.
interface ProviderAnswer {
    void take(Buffer chunk);

    /// The provider ended its answer.
    void end();

    /// Time passes while the answer is read.
    void tick(long nowNanos);

    /// The attempt is over, in whatever way; nothing more is taken.
    void over();

    AnswerFacts facts();
}
