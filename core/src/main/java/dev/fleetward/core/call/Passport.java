package dev.fleetward.core.call;

import java.util.Arrays;

/// The moments of one attempt, as monotonic nanoseconds; every duration is derived from these.
/// Confined to the event loop of its call.
public final class Passport {
    /// Never stamped.
    public static final long UNSTAMPED = Long.MIN_VALUE;

    /// The named moments, in the order in which a call passes them.
    public enum Moment {
        ACCEPTED,
        BODY_READ,
        ASKED,
        ADMITTED,
        SENT,
        FIRST_BYTE,
        FIRST_TOKEN,
        LAST_BYTE,
        SETTLED
    }

    private static final Moment[] MOMENTS = Moment.values();

    private final long acceptedWallMicros;
    private final long[] stamps = new long[MOMENTS.length];

    public Passport(long acceptedNanos, long acceptedWallMicros) {
        this.acceptedWallMicros = acceptedWallMicros;
        Arrays.fill(stamps, UNSTAMPED);
        stamps[0] = acceptedNanos;
    }

    /// A passport for a further attempt of the same call: what came before admission is kept.
    public Passport forNextAttempt() {
        Passport next = new Passport(stamps[0], acceptedWallMicros);
        next.stamps[Moment.BODY_READ.ordinal()] = stamps[Moment.BODY_READ.ordinal()];
        return next;
    }

    /// Stamps a moment; the first stamp stands.
    public void stamp(Moment moment, long nanos) {
        if (stamps[moment.ordinal()] == UNSTAMPED) {
            stamps[moment.ordinal()] = nanos;
        }
    }

    /// The stamp, or [#UNSTAMPED].
    public long at(Moment moment) {
        return stamps[moment.ordinal()];
    }

    /// Nanoseconds from acceptance to `moment`, or −1 if it was never passed.
    public long sinceAccepted(Moment moment) {
        long stamp = stamps[moment.ordinal()];
        return stamp == UNSTAMPED ? -1 : stamp - stamps[0];
    }

    public long acceptedWallMicros() {
        return acceptedWallMicros;
    }
}
