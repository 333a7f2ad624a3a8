package dev.fleetward.core.fair;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One band of a queue: its features, its calls in order of arrival, and what its floor owes it.
/// Confined to its queue.
final class Band {
    /// A band is owed no more than this, in service units: some long calls.
    static final long MOST_OWED = 1L << 20;

    private static final long MILLION = 1_000_000;

    final Flow root;
    BandPolicy policy;

    /// Features of this band that have a reservation in the pool.
    final List<Flow> reserving = new ArrayList<>();

    @Nullable Waiting oldest;
    @Nullable Waiting youngest;

    /// In millionths of a service unit.
    private long owed;

    Band(Flow root, BandPolicy policy) {
        this.root = root;
        this.policy = policy;
    }

    boolean isAvailable() {
        return root.isAvailable();
    }

    /// Others were given `service` while this band had calls waiting.
    void othersServed(long service, long nowNanos) {
        Waiting first = oldest;
        if (first != null && isAvailable()) {
            long more = service * policy.floorPpm(nowNanos - first.sinceNanos);
            owed = Math.min(MOST_OWED * MILLION, owed + more);
        }
    }

    /// Whether its floor owes it this much service.
    boolean isOwed(long service) {
        return owed >= Math.min(service, MOST_OWED) * MILLION;
    }

    void served(long service) {
        owed = Math.max(0, owed - service * MILLION);
    }

    /// A band without calls is owed nothing: idleness earns no credit.
    void forgive() {
        if (root.waiting == 0) {
            owed = 0;
        }
    }

    // The calls in order of arrival.

    void append(Waiting call) {
        Waiting last = youngest;
        call.older = last;
        if (last == null) {
            oldest = call;
        } else {
            last.younger = call;
        }
        youngest = call;
    }

    void unlink(Waiting call) {
        Waiting older = call.older;
        Waiting younger = call.younger;
        if (older == null) {
            oldest = younger;
        } else {
            older.younger = younger;
            call.older = null;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
            call.younger = null;
        }
    }
}
