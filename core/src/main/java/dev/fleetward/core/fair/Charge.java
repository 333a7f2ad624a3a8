package dev.fleetward.core.fair;

/// What a call that runs was charged. Ends once. Confined to its queue.
public final class Charge {
    final Flow key;
    final boolean reserved;
    long service;
    boolean ended;

    Charge(Flow key, boolean reserved, long service) {
        this.key = key;
        this.reserved = reserved;
        this.service = service;
    }

    /// What it is charged now, in service units.
    public long service() {
        return service;
    }

    /// Whether its feature's reservation paid for it, so that the feature itself is not charged.
    public boolean isReserved() {
        return reserved;
    }
}
