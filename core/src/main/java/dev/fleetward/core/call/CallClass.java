package dev.fleetward.core.call;

import java.util.Locale;
import java.util.Optional;

/// How urgent a call is. Earlier constants go before later ones when there is not enough for all.
public enum CallClass {
    INTERACTIVE,
    STANDARD,
    BATCH,
    BACKGROUND;

    /// The name in headers, events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CallClass> ofLabel(String label) {
        for (CallClass callClass : values()) {
            if (callClass.label().equals(label)) {
                return Optional.of(callClass);
            }
        }
        return Optional.empty();
    }
}
