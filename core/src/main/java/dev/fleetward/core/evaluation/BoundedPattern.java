package dev.fleetward.core.evaluation;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A regular expression that is found in a text or not, within a bound: an expression that goes
/// back and forth over the text ends after [#MOST_READS] characters read, whatever it is. The bound
/// counts and needs no clock, so the same text always has the same outcome. Immutable.
final class BoundedPattern {
    /// Characters that one search may read, those that it reads again included.
    static final int MOST_READS = 2_000_000;

    /// Characters of the text that are looked at.
    static final int MOST_CHARACTERS = 65_536;

    private final Pattern pattern;

    BoundedPattern(String regex) {
        this.pattern = Pattern.compile(regex);
    }

    /// What is wrong, or null where the pattern is found.
    @Nullable String fault(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return "too long for " + pattern + ": " + text.length() + " characters";
        }
        try {
            return pattern.matcher(new Counted(text, new int[1])).find()
                    ? null
                    : "does not match " + pattern;
        } catch (TooMuchWork ended) {
            return "searching for " + pattern + " takes too much work";
        } catch (StackOverflowError deep) {
            return "searching for " + pattern + " goes too deep";
        }
    }

    private static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @param reads the one counter of a search, which its parts share
    private record Counted(CharSequence text, int[] reads) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads[0] > MOST_READS) {
                throw new TooMuchWork();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), reads);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    @Override
    public String toString() {
        return pattern.toString();
    }
}
