package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;

/// A feature's reservation in a pool: what is kept for it, what it lends while idle, what it may
/// borrow. Immutable.
///
/// @param weight 1 to 1,000: how much of what is borrowed goes to it, compared with the weights of
///   the others that borrow
public record Share(Percent reserve, Percent lend, Percent borrow, int weight) {
    /// What a feature has in a pool in which it declares no share: nothing of its own, and as much
    /// of what is idle as anybody.
    public static final Share DEFAULT = new Share(Percent.ZERO, Percent.HUNDRED, Percent.HUNDRED);

    /// A share of weight 1.
    public Share(Percent reserve, Percent lend, Percent borrow) {
        this(reserve, lend, borrow, 1);
    }
}
