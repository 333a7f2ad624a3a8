package dev.fleetward.control.likeness.live;

import java.util.HashMap;
import java.util.Map;

/// Which of an endpoint's calls are compared where there are more than the tests need: the ledger
/// takes tens of thousands a second, and hundreds a minute tell a difference within the day. Which
/// ones does not depend on what they show, so it costs no certainty. Of the ledger's thread alone.
final class Enough {
    /// Of an endpoint, in the long run.
    static final int PER_SECOND = 100;

    /// Of an endpoint, at once.
    static final int AT_ONCE = 2_000;

    /// Endpoints that are told apart; when there are more, all begin anew.
    static final int MOST_ENDPOINTS = 10_000;

    private static final long NANOS_A_CALL = 1_000_000_000L / PER_SECOND;

    /// By endpoint, until when what it may still have compared is used up.
    private final Map<String, Use> uses = new HashMap<>();

    /// Confined to its owner.
    private static final class Use {
        private long usedUntilNanos;
    }

    /// Whether a call is to be compared, which is counted then.
    boolean takes(String endpoint, long nowNanos) {
        Use use = uses.get(endpoint);
        if (use == null) {
            if (uses.size() >= MOST_ENDPOINTS) {
                uses.clear();
            }
            use = new Use();
            use.usedUntilNanos = nowNanos;
            uses.put(endpoint, use);
        }
        long from = Math.max(use.usedUntilNanos - nowNanos, 0);
        if (from > (AT_ONCE - 1) * NANOS_A_CALL) {
            return false;
        }
        use.usedUntilNanos = nowNanos + from + NANOS_A_CALL;
        return true;
    }
}
