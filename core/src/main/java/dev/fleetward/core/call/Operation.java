package dev.fleetward.core.call;

/// What a caller asks the fleet to do, or the fleet asks an endpoint. Each belongs to one dialect.
/// Recorded by their order: new ones come last.
public enum Operation {
    CHAT_COMPLETIONS(WireDialect.OPENAI, "chat", "/chat/completions"),
    RESPONSES(WireDialect.OPENAI, "responses", "/responses"),
    EMBEDDINGS(WireDialect.OPENAI, "embeddings", "/embeddings"),
    COMPLETIONS(WireDialect.OPENAI, "completions", "/completions"),
    MESSAGES(WireDialect.ANTHROPIC, "messages", "/messages"),
    COUNT_TOKENS(WireDialect.ANTHROPIC, "count_tokens", "/messages/count_tokens"),
    /// What a translated chat becomes at an endpoint of the `gemini` dialect, streamed or not.
    GENERATE_CONTENT(WireDialect.GEMINI, "generate_content", ":generateContent");

    private final WireDialect dialect;
    private final String label;
    private final String path;

    Operation(WireDialect dialect, String label, String path) {
        this.dialect = dialect;
        this.label = label;
        this.path = path;
    }

    public WireDialect dialect() {
        return dialect;
    }

    /// The name in events, metrics and reports.
    public String label() {
        return label;
    }

    /// The path below `/v1` on the gateway, and below the base URL of an endpoint of the same
    /// dialect; behind the model's name for endpoints of the `gemini` dialect.
    public String path() {
        return path;
    }

    /// Whether an endpoint of another dialect can serve it by translation.
    public boolean translatable() {
        return this == CHAT_COMPLETIONS || this == MESSAGES;
    }

    /// Whether tokens come out that are billed as output.
    public boolean generates() {
        return this != EMBEDDINGS && this != COUNT_TOKENS;
    }
}
