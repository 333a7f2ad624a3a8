package dev.fleetward.core.quota;

import org.jspecify.annotations.Nullable;

/// Calls that waited, were decided under the lock of their desk, and are to be told once it is
/// free: linked through themselves. Confined to that lock, but for [#tell].
final class Decisions {
    private @Nullable Parked first;
    private @Nullable Parked last;

    void add(Parked call, Admission decision) {
        call.decide(decision);
        Parked before = last;
        if (before == null) {
            first = call;
        } else {
            before.younger = call;
        }
        last = call;
    }

    /// All of them, for [#tell]; none are left.
    @Nullable Parked take() {
        Parked taken = first;
        first = null;
        last = null;
        return taken;
    }

    /// Tells them in the order in which they were decided. Whose decision was taken already knows
    /// it.
    static void tell(@Nullable Parked first) {
        Parked call = first;
        while (call != null) {
            Parked next = call.younger;
            call.younger = null;
            Admission decision = call.takeDecision();
            if (decision != null) {
                call.waiter.decided(decision);
            }
            call = next;
        }
    }
}
