package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;

/// Finds the wire of an endpoint. Immutable and thread-safe.
public final class ProviderWires {
    private final ProviderWire openai;
    private final ProviderWire anthropic;
    private final ProviderWire gemini;

    /// @param clock for `retry-after` dates
    public ProviderWires(Clock clock) {
        openai = new OpenAiWire(clock);
        anthropic = new AnthropicWire(clock);
        gemini = new GeminiWire(clock);
    }

    public ProviderWire of(WireDialect dialect) {
        return switch (dialect) {
            case OPENAI -> openai;
            case ANTHROPIC -> anthropic;
            case GEMINI -> gemini;
        };
    }
}
