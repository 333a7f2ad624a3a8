package dev.fleetward.core.snapshot;

import dev.fleetward.core.unit.Money;
import org.jspecify.annotations.Nullable;

/// What a feature may spend in a calendar month and on a day (UTC). Immutable.
///
/// @param background the part of the month that calls of class `background` may spend, or null if
///   all of it
/// @param daily what a day may cost, or null if only the month counts
public record Budget(Money monthly, @Nullable Money background, @Nullable Money daily) {

    /// A budget for the month alone.
    public Budget(Money monthly, @Nullable Money background) {
        this(monthly, background, null);
    }
}
