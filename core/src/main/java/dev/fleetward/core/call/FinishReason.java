package dev.fleetward.core.call;

import java.util.Locale;

/// Why generation ended, in neutral terms.
public enum FinishReason {
    STOP,
    STOP_SEQUENCE,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    REFUSAL,
    PAUSE,
    CONTEXT_EXCEEDED,
    OTHER;

    /// The name in events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
