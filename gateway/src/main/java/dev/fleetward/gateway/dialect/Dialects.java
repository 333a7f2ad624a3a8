package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.WireDialect;

/// Finds the dialect of an operation. Immutable and thread-safe.
public final class Dialects {
    private static final Dialect OPENAI = new OpenAiDialect();
    private static final Dialect ANTHROPIC = new AnthropicDialect();

    private Dialects() {}

    public static Dialect of(WireDialect wire) {
        return switch (wire) {
            case OPENAI -> OPENAI;
            case ANTHROPIC -> ANTHROPIC;
            case GEMINI -> throw new IllegalArgumentException("no caller speaks " + wire.label());
        };
    }
}
