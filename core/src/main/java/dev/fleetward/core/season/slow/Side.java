package dev.fleetward.core.season.slow;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was found on one side of the wire. Immutable.
///
/// @param touched whom it concerns, where something was found
/// @param doubt what kept it from being decided; null where nothing did
record Side(@Nullable Finding finding, @Nullable Touched touched, @Nullable Missing doubt) {
    static final Side NOTHING = new Side(null, null, null);

    /// Calls that a cause touched since a slot. Immutable.
    record Touched(Predicate<Cohort> whose, int sinceSlot) {}

    static Side found(Finding finding, Touched touched) {
        return new Side(finding, touched, null);
    }

    static Side doubted(Missing.Kind kind, String words) {
        return new Side(null, null, new Missing(kind, words));
    }
}
