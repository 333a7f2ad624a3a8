package dev.fleetward.core.health;

import java.util.Locale;

/// Why a breaker is not closed.
public enum Cause {
    /// Its provider asked for a pause; nothing failed.
    ASKED("its provider asked for a pause"),
    /// Calls do not get through.
    TRANSPORT("calls fail"),
    /// Its answers became worse.
    MEANING("its answers became worse"),
    /// Its credential or account was refused.
    ACCOUNT("its account is refused");

    private final String meaning;

    Cause(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    /// The name in reports and metrics.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
