package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;

/// Which moments of an event bound an attempt, in nanoseconds since acceptance, for events in which
/// some moments were never passed. Stateless.
final class Moments {
    private Moments() {}

    /// When the attempt began: sent, or else admitted, or else as early as is known.
    static long attemptStart(CallEvent.Timing timing) {
        return timing.sent() >= 0
                ? timing.sent()
                : timing.admitted() >= 0 ? timing.admitted() : Math.max(0, timing.bodyRead());
    }

    /// When the answer ended: its last byte, or else when the attempt was settled.
    static long attemptEnd(CallEvent.Timing timing) {
        return timing.lastByte() >= 0
                ? timing.lastByte()
                : Math.max(timing.settled(), attemptStart(timing));
    }

    /// How long the attempt was parked by admission, or −1 if it never asked.
    static long parked(CallEvent event) {
        return event.timing().queued();
    }
}
