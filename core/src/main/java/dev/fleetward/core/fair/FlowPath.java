package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// Whose call it is, from the outside in. Immutable.
///
/// @param tenant null where the key serves no single tenant
/// @param job null for calls that belong to none
public record FlowPath(String feature, @Nullable String tenant, String key, @Nullable String job) {}
