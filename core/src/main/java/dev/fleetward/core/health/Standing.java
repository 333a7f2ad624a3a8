package dev.fleetward.core.health;

/// In which place an endpoint may be tried.
public enum Standing {
    /// In its own.
    READY,
    /// After those that are ready: it comes back and has had its share.
    LATER,
    /// Where all others failed or are shut: its answers became worse.
    LAST_RESORT,
    /// In none.
    SHUT
}
