package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;

/// What a call brought in, as numbers. Immutable.
///
/// @param tokens words over all texts
/// @param hash of all texts, the same in either dialect
/// @param lastUserText as far as it is kept
/// @param prefixes where the caller marked the end of a cacheable prefix, shortest first
/// @param toolAnswered the conversation ends with a tool's result
record Prompt(
        int tokens,
        long hash,
        Directives directives,
        String lastUserText,
        List<Prefix> prefixes,
        boolean toolAnswered) {

    /// The beginning of a prompt, up to a mark.
    record Prefix(int tokens, long hash) {}

    /// Adds texts up, in their order. Confined to the reading of one request.
    static final class Builder {
        private static final int MOST_PREFIXES = 16;

        /// What is kept of a text without orders.
        private static final int MOST_KEPT = 4_096;

        private int tokens;
        private long hash = 0xCBF29CE484222325L;
        private final StringBuilder lastUserText = new StringBuilder();
        private final List<Prefix> prefixes = new ArrayList<>();
        private boolean toolAnswered;

        /// Text of the system or the model, or a tool's.
        void text(String text) {
            tokens += WordTokens.count(text);
            hash = hash * 0x100000001B3L ^ text.hashCode();
        }

        /// A message of the user begins: the one before is no longer the last.
        void userTurn() {
            lastUserText.setLength(0);
            toolAnswered = false;
        }

        void userText(String text) {
            text(text);
            toolAnswered = false;
            if (text.contains("[[") || lastUserText.length() + text.length() <= MOST_KEPT) {
                lastUserText.append(text).append(' ');
            }
        }

        void toolAnswer() {
            toolAnswered = true;
        }

        void assistantTurn() {
            toolAnswered = false;
        }

        void mark() {
            if (prefixes.size() < MOST_PREFIXES) {
                prefixes.add(new Prefix(tokens, hash));
            }
        }

        int tokens() {
            return tokens;
        }

        Prompt build() {
            Directives directives = Directives.read(lastUserText.toString());
            return new Prompt(
                    tokens,
                    hash,
                    directives,
                    lastUserText.toString().strip(),
                    prefixes,
                    toolAnswered);
        }
    }
}
