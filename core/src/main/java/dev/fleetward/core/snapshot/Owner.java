package dev.fleetward.core.snapshot;

import org.jspecify.annotations.Nullable;

/// Who answers for a part of the fleet.
public record Owner(String name, String contact, @Nullable String oncall) {}
