package dev.fleetward.core.health;

/// Whether an answer repeats its prompt: most of it stands literally in the last message of the
/// user, white space aside. A cheap guess for features that look for it; an answer that is asked to
/// quote looks the same. Stateless.
public final class Echo {
    /// Shorter answers repeat words of a question as a matter of course.
    static final int FEWEST_CHARS = 64;

    /// What is looked for in the prompt, piece by piece.
    private static final int PIECE_CHARS = 24;

    /// The share of an answer that makes it an echo, in percent.
    private static final int MOST_OF_AN_ANSWER = 60;

    private Echo() {}

    /// Time grows with the product of both lengths at worst, so callers bound them.
    public static boolean repeats(CharSequence prompt, CharSequence answer) {
        String said = squeezed(answer);
        if (said.length() < FEWEST_CHARS) {
            return false;
        }
        String asked = squeezed(prompt);
        int found = 0;
        int pieces = 0;
        for (int at = 0; at + PIECE_CHARS <= said.length(); at += PIECE_CHARS) {
            pieces++;
            found += asked.contains(said.substring(at, at + PIECE_CHARS)) ? 1 : 0;
        }
        return 100 * found >= MOST_OF_AN_ANSWER * pieces;
    }

    /// Each run of white space as one space.
    private static String squeezed(CharSequence text) {
        StringBuilder squeezed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c);
            boolean follows = !squeezed.isEmpty() && squeezed.charAt(squeezed.length() - 1) == ' ';
            if (!space) {
                squeezed.append(c);
            } else if (!follows) {
                squeezed.append(' ');
            }
        }
        return squeezed.toString().strip();
    }
}
