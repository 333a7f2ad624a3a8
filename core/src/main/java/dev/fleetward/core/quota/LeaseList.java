package dev.fleetward.core.quota;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All open leases, linked through themselves so that each leaves at once when it ends. Confined to
/// the lock of its desk.
final class LeaseList {
    private @Nullable FairLease first;
    private int size;

    int size() {
        return size;
    }

    void add(FairLease lease) {
        FairLease second = first;
        lease.after = second;
        if (second != null) {
            second.before = lease;
        }
        first = lease;
        size++;
    }

    void remove(FairLease lease) {
        FairLease before = lease.before;
        FairLease after = lease.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        lease.before = null;
        lease.after = null;
        size--;
    }

    List<FairLease> expired(long nowNanos) {
        List<FairLease> expired = new ArrayList<>(0);
        for (FairLease lease = first; lease != null; lease = lease.after) {
            if (lease.expiresNanos - nowNanos <= 0) {
                expired.add(lease);
            }
        }
        return expired;
    }
}
