package dev.fleetward.control.registry;

/// A text that may have several lines. Immutable.
public record Passage(String text) {
    static final int MOST_CHARACTERS = 65_536;

    static Passage parse(String text) {
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            throw new IllegalArgumentException(
                    "a blank text or one with control characters (expected: a text of at most "
                            + MOST_CHARACTERS
                            + " characters)");
        }
        return new Passage(text);
    }
}
