package dev.fleetward.core.call;

/// A number of tokens and where it came from. Immutable.
public record TokenCount(long tokens, Provenance provenance) {
    public static final TokenCount ABSENT = new TokenCount(0, Provenance.ABSENT);

    public TokenCount {
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: 0 or more)");
        }
    }

    /// What a provider reported as its final word.
    public static TokenCount reported(long tokens) {
        return new TokenCount(tokens, tokens == 0 ? Provenance.EXPLICIT_ZERO : Provenance.FINAL);
    }

    /// What a provider reported before the answer was complete.
    public static TokenCount partial(long tokens) {
        return new TokenCount(tokens, Provenance.PARTIAL);
    }

    public static TokenCount estimated(long tokens) {
        return new TokenCount(tokens, Provenance.ESTIMATED);
    }

    public boolean isKnown() {
        return provenance != Provenance.ABSENT;
    }
}
