package dev.fleetward.core.call;

import java.util.Locale;
import java.util.Optional;

/// Why a call happens. `USER` is the only one behind which a person waits.
public enum Origin {
    USER,
    INGEST,
    SESSION,
    SCHEDULE,
    REEMBED,
    EVAL,
    KEEPWARM,
    OTHER;

    /// The name in headers, events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Origin> ofLabel(String label) {
        for (Origin origin : values()) {
            if (origin.label().equals(label)) {
                return Optional.of(origin);
            }
        }
        return Optional.empty();
    }
}
