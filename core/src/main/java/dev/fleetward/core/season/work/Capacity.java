package dev.fleetward.core.season.work;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// What can be served in an hour. Immutable.
///
/// @param limit in what it is counted
/// @param perHour of what is limited at once, multiplied by seconds
/// @param configured false where nobody said what the limit is: then it is the most that was seen
public record Capacity(Limit limit, double perHour, boolean configured) {
    public Capacity {
        if (!(perHour > 0)) {
            throw new IllegalArgumentException(perHour + " (expected: above 0)");
        }
    }

    /// Of several limits the one that came nearest to being reached. Empty where there is none and
    /// nothing was seen.
    ///
    /// @param limits what each allows in an hour
    /// @param hours what was taken in the hours that were seen
    static Optional<Capacity> of(Map<Limit, Double> limits, Collection<Use> hours) {
        Capacity nearest = null;
        double most = -1;
        // In the order of the constants, so that the same input gives the same capacity.
        for (Limit limit : Limit.values()) {
            Double perHour = limits.get(limit);
            if (perHour != null) {
                double use = highest(limit, hours) / perHour;
                if (use > most) {
                    nearest = new Capacity(limit, perHour, true);
                    most = use;
                }
            }
        }
        if (nearest != null) {
            return Optional.of(nearest);
        }
        double seen = highest(Limit.TOKENS, hours);
        return seen > 0 ? Optional.of(new Capacity(Limit.TOKENS, seen, false)) : Optional.empty();
    }

    private static double highest(Limit limit, Collection<Use> hours) {
        return hours.stream().mapToDouble(limit::of).max().orElse(0);
    }

    /// As a share of the capacity of an hour.
    public double share(Use use) {
        return limit.of(use) / perHour;
    }
}
