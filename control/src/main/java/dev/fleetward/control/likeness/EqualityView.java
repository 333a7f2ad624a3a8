package dev.fleetward.control.likeness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a test of whole answers goes. Immutable.
///
/// @param against the other endpoint, or its own reference
/// @param why what caused it
/// @param asked answers so far
/// @param of answers of a whole test
/// @param nanos what it has cost so far
/// @param finding null until it is done
/// @param words why it has no result, or what it is
public record EqualityView(
        long id,
        String endpoint,
        String against,
        String why,
        State state,
        int asked,
        int of,
        long nanos,
        @Nullable Finding finding,
        String words) {

    /// Where it stands.
    public enum State {
        RUNNING,
        DONE,
        UNFINISHED;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
