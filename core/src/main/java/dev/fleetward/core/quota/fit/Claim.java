package dev.fleetward.core.quota.fit;

import dev.fleetward.core.call.CallClass;

/// What the calls of one feature and class ask of a pool. Immutable.
public record Claim(String feature, CallClass callClass, Load load) {}
