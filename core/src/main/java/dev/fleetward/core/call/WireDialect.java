package dev.fleetward.core.call;

/// The two families of wire formats. A caller speaks one, an endpoint speaks one; they may differ.
public enum WireDialect {
    OPENAI("openai"),
    ANTHROPIC("anthropic");

    private final String label;

    WireDialect(String label) {
        this.label = label;
    }

    /// The name in configuration, events and metrics.
    public String label() {
        return label;
    }
}
