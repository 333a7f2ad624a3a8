package dev.fleetward.control.registry;

import java.util.List;

/// What is known of the configuration file now. Immutable.
///
/// @param file its path as it was given
/// @param state whether the fleet serves what the file says
/// @param version of the snapshot that was last taken over
/// @param loadedWallMicros when that was, in microseconds since 1970
/// @param checkedWallMicros when the file was last read
/// @param problems why it was rejected, or the warnings of what was loaded
public record ConfigStatus(
        String file,
        State state,
        long version,
        long loadedWallMicros,
        long checkedWallMicros,
        List<Problem> problems) {

    /// Whether the fleet serves what the file says.
    public enum State {
        CURRENT,
        /// The file has a mistake, or cannot be read; the last good snapshot serves.
        REJECTED;

        /// The name in reports.
        public String label() {
            return Scalar.text(this);
        }
    }

    public ConfigStatus {
        problems = List.copyOf(problems);
    }
}
