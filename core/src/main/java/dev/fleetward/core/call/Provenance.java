package dev.fleetward.core.call;

import java.util.Locale;

/// Where a token count came from.
public enum Provenance {
    /// Nobody said anything about this component.
    ABSENT,
    /// Our own estimate; the provider never told.
    ESTIMATED,
    /// The provider told, but the answer ended before its final word.
    PARTIAL,
    /// The provider said zero outright, which is not the same as saying nothing.
    EXPLICIT_ZERO,
    /// The provider's final word.
    FINAL;

    /// The name in events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
