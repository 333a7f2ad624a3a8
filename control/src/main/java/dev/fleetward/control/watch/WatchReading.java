package dev.fleetward.control.watch;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.objective.Standing;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the watch last saw. Immutable.
///
/// @param trouble why it may not be the whole truth, in words; null if it is
/// @param behindMillis the age of the newest moment of which everything is known; −1 before the
///   first
/// @param wallMicros when it was looked at
/// @param alerts what somebody should know now
/// @param policy what is done by itself about it
public record WatchReading(
        State state,
        @Nullable String trouble,
        long behindMillis,
        long wallMicros,
        List<Standing> standings,
        List<Alert> alerts,
        BurnPolicy policy) {

    /// How far it can be relied upon.
    public enum State {
        /// The last 30 days are being read; nothing is known yet.
        READING,
        /// All that ended until some seconds ago is known.
        CURRENT,
        /// The ledger is behind or down. What was known stands, and no alarm goes on or off.
        LATE;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Before anything was seen.
    public static final WatchReading FIRST =
            new WatchReading(
                    State.READING,
                    "the last 30 days are being read",
                    -1,
                    0,
                    List.of(),
                    List.of(),
                    BurnPolicy.NONE);

    public WatchReading {
        standings = List.copyOf(standings);
        alerts = List.copyOf(alerts);
    }
}
