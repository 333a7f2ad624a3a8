package dev.fleetward.core.incident;

import java.util.Locale;

/// How soon somebody has to look, most urgent first.
public enum Severity {
    /// Now, at night too.
    PAGE,
    /// In working hours.
    TICKET,
    /// When somebody reads about it anyway.
    NOTE;

    /// The name in reports and notifications.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
