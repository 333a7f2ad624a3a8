package dev.fleetward.core.region.likeness;

import java.util.Locale;

/// What live traffic shows of a model's behaviour, for nothing.
public enum Signal {
    /// Whether the answer refuses.
    REFUSAL(false),
    /// Whether the answer ended at its limit of tokens.
    TRUNCATION(false),
    /// Whether the arguments of its tool calls were valid; shown by answers with tool calls alone.
    TOOL_VALIDITY(false),
    /// Output tokens.
    ANSWER_LENGTH(true),
    /// Output tokens per character (on live traffic, per byte of UTF-8): another tokenizer shows
    /// here at once.
    TOKENS_PER_CHARACTER(true),
    /// Output tokens per second. Differs between regions by their load as well; a difference in
    /// nothing else speaks of engines and neighbours, not of another model. Not compared with the
    /// past: it has a daily wave, which would be found every day; `core.season` knows the hour's
    /// usual.
    SPEED(true);

    static final int COUNT = values().length;

    private final boolean number;

    Signal(boolean number) {
        this.number = number;
    }

    /// Whether a number is compared, by whether it is above the reference's median, and not a rate.
    public boolean isNumber() {
        return number;
    }

    /// Whether a region is compared with its own past in it.
    public boolean hasPast() {
        return this != SPEED;
    }

    /// The name in findings and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
