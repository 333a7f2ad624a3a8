package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Money;
import org.jspecify.annotations.Nullable;

/// What a feature may spend in a calendar month (UTC).
///
/// @param background the part of it that calls of class `background` may spend, or null if all of
///   it
public record Budget(Money monthly, @Nullable Money background) {}
