package dev.fleetward.core.call;

import java.util.List;

/// The families of wire formats. A caller speaks one, an endpoint speaks one; they may differ.
public enum WireDialect {
    OPENAI("openai"),
    ANTHROPIC("anthropic"),
    /// Google's `generateContent`. Endpoints alone speak it; calls reach them by translation.
    GEMINI("gemini");

    /// What callers may speak.
    public static final List<WireDialect> OF_CALLERS = List.of(OPENAI, ANTHROPIC);

    private final String label;

    WireDialect(String label) {
        this.label = label;
    }

    /// The name in configuration, events and metrics.
    public String label() {
        return label;
    }

    /// The dialect in which to ask an endpoint of this one through the gateway: its own where
    /// callers may speak that.
    public WireDialect asked() {
        return OF_CALLERS.contains(this) ? this : OPENAI;
    }
}
