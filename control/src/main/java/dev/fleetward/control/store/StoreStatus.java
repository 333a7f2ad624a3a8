package dev.fleetward.control.store;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the control store is. Immutable.
///
/// @param problem why nothing can be written now, or null if it can
public record StoreStatus(State state, @Nullable String problem) {

    public enum State {
        /// The file is being opened.
        OPENING,
        /// Rows are written and read.
        OPEN,
        /// The file gave trouble; it is tried again, for ever.
        RETRYING,
        CLOSED;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
