package dev.fleetward.core.season;

/// How long a prompt is. Immutable.
public enum PromptSize {
    SMALL(1_000),
    MEDIUM(8_000),
    LARGE(32_000),
    HUGE(Long.MAX_VALUE);

    private final long mostTokens;

    PromptSize(long mostTokens) {
        this.mostTokens = mostTokens;
    }

    public static PromptSize of(long inputTokens) {
        for (PromptSize size : values()) {
            if (inputTokens <= size.mostTokens) {
                return size;
            }
        }
        return HUGE;
    }

    public long mostTokens() {
        return mostTokens;
    }
}
