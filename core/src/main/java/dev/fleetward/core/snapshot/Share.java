package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Percent;

/// A feature's reservation in a pool: what is kept for it, what it lends while idle, what it may
/// borrow.
public record Share(Percent reserve, Percent lend, Percent borrow) {}
