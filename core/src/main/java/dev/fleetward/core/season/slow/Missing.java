package dev.fleetward.core.season.slow;

/// Why there is no verdict. Immutable.
///
/// @param words what is missing, with numbers, and what would help
public record Missing(Kind kind, String words) {

    /// What there is too little of.
    public enum Kind {
        /// Calls since it is said to be slow.
        CALLS,
        /// Time since it is said to be slow.
        AFTER,
        /// Calls before, or before it was slow.
        BEFORE,
        /// Calls that were not touched, to tell one cause from another.
        CONTROLS,
        /// A cause: it is slow, and nothing that was looked at explains it.
        CAUSE,
        /// What is usual at the endpoints that were called.
        HISTORY
    }
}
