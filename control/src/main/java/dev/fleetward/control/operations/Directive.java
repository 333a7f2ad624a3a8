package dev.fleetward.control.operations;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What somebody asked of one endpoint. Immutable.
///
/// @param actor who said so
/// @param reason in their words, or null
/// @param sinceWallMicros when, in microseconds since 1970
public record Directive(
        String endpoint, State state, String actor, @Nullable String reason, long sinceWallMicros) {

    /// How an endpoint is kept from new calls. Calls under way go on in either.
    public enum State {
        /// For the moment: it is expected back.
        CORDONED,
        /// So that it can be worked on or taken away once its last call has ended.
        DRAINED;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
