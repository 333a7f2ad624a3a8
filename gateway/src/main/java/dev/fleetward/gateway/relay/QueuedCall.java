package dev.fleetward.gateway.relay;

import dev.fleetward.core.quota.Admission;
import java.util.concurrent.TimeUnit;

/// A call that waits for its turn. A caller that asked for a stream is told now and then that it
/// still waits, so that nothing between takes the connection for dead: by an informational response
/// (RFC 9110, 15.2), which leaves status and answer open. Confined to its event loop.
final class QueuedCall extends Watched {
    final Admission.Ticket ticket;

    private final Call call;
    private final long sinceNanos;
    private long toldNanos;

    QueuedCall(Call call, Admission.Ticket ticket, long nowNanos) {
        this.call = call;
        this.ticket = ticket;
        this.sinceNanos = nowNanos;
        this.toldNanos = nowNanos;
    }

    @Override
    void check(long nowNanos) {
        if (call.facts().stream()
                && nowNanos - toldNanos > call.snapshot.bounds().keepAliveNanos()) {
            toldNanos = nowNanos;
            call.answer.stillQueued(TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos));
        }
    }
}
