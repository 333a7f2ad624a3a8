package dev.fleetward.core.failure;

import java.util.Locale;

/// Who is to blame for a failure.
public enum Blame {
    CALLER,
    FLEET,
    PROVIDER,
    NETWORK;

    /// The name in events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
