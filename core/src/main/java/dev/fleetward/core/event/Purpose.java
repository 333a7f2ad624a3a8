package dev.fleetward.core.event;

import java.util.Locale;

/// Why an attempt was made. Written as its place in the event log: it may only grow at its end.
public enum Purpose {
    /// The call's first.
    FIRST,
    /// An earlier attempt failed.
    RETRY,
    /// Beside an earlier attempt that was late with its first token.
    HEDGE;

    /// The name in events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
