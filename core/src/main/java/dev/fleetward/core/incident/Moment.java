package dev.fleetward.core.incident;

import java.util.Locale;

/// One line of an incident's time line. Immutable.
///
/// @param words one sentence for people
public record Moment(long wallMicros, Kind kind, String words) {

    /// What happened.
    public enum Kind {
        OPENED,
        JOINED,
        CLEARED,
        RETURNED,
        ESCALATED,
        /// Another cause became likelier.
        CAUSE,
        ACKNOWLEDGED,
        RESOLVED,
        REOPENED,
        MERGED,
        /// What somebody wrote down.
        NOTE,
        /// An endpoint's breaker changed its state.
        BREAKER,
        /// What was routed where.
        TRAFFIC,
        /// How attempts failed.
        FAILURES,
        /// Which versions of a model were served.
        VERSION,
        /// What providers refused for their limits.
        LIMITS,
        /// Configuration and directives.
        CHANGE,
        /// What the provider says of itself.
        PROVIDER_STATUS;

        /// Whether the incident itself takes a turn.
        boolean isTurn() {
            return switch (this) {
                case OPENED, ACKNOWLEDGED, RESOLVED, REOPENED, MERGED, ESCALATED, CAUSE -> true;
                case JOINED,
                        CLEARED,
                        RETURNED,
                        NOTE,
                        BREAKER,
                        TRAFFIC,
                        FAILURES,
                        VERSION,
                        LIMITS,
                        CHANGE,
                        PROVIDER_STATUS ->
                        false;
            };
        }

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
