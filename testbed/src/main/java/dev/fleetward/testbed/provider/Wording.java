package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is said where the words matter: JSON that was asked for, and answers that are whole and
/// wrong. Stateless.
final class Wording {
    private static final int MOST_PIECES = 16;

    private static final String REFUSAL = "I am sorry, but I cannot help with that.";

    private static final String GERMAN =
            "Das ist eine Antwort in einer Sprache, die nicht erwartet wird, und sie ist nicht zu"
                    + " kurz, denn die Sprache ist an den Wörtern zu erkennen, die in ihr am"
                    + " häufigsten sind.";

    /// What has one right answer.
    private static final class Known {
        private static final Pattern WORD = Pattern.compile("Reply with exactly: (\\S{1,64})");
        private static final Pattern SUM =
                Pattern.compile("Add (\\d{1,6}) and (\\d{1,6})\\. Reply with the number only\\.");

        private Known() {}

        static @Nullable String answer(String question) {
            Matcher word = WORD.matcher(question);
            if (word.matches()) {
                return word.group(1);
            }
            Matcher sum = SUM.matcher(question);
            return sum.matches()
                    ? Integer.toString(
                            Integer.parseInt(sum.group(1)) + Integer.parseInt(sum.group(2)))
                    : null;
        }
    }

    private Wording() {}

    /// An answer that says nothing but why it is none, or null where it is one.
    static Answer.@Nullable Part refusal(Ask ask, CallFaults faults) {
        if (!faults.has(Fault.Kind.REFUSAL)) {
            return null;
        }
        return switch (ask.operation().dialect()) {
            case OPENAI -> new Answer.Refusal(pieces(REFUSAL));
            case ANTHROPIC -> new Answer.Literal(pieces(REFUSAL));
            // The prompt is blocked, without a word.
            case GEMINI -> new Answer.Refusal(List.of());
        };
    }

    /// The text in place of random words, or null where those will do.
    static Answer.@Nullable Literal text(Ask ask, CallFaults faults, long seed) {
        String text = null;
        if (faults.has(Fault.Kind.ECHO)) {
            text = ask.prompt().lastUserText();
        } else if (faults.has(Fault.Kind.OTHER_LANGUAGE)) {
            text = GERMAN;
        } else if (Known.answer(ask.prompt().lastUserText()) != null) {
            text = Known.answer(ask.prompt().lastUserText());
        } else if (!ask.format().isMissingNode()) {
            text =
                    faults.has(Fault.Kind.UNFIT_OUTPUT)
                            ? ToolArguments.unfit(ask.format())
                            : ToolArguments.json(ask.format(), seed);
        }
        return text == null || text.isEmpty() ? null : new Answer.Literal(pieces(text));
    }

    /// Cuts a text into some pieces, none of them empty and none with half a character.
    static List<String> pieces(String text) {
        int[] characters = text.codePoints().toArray();
        int count = Math.min(MOST_PIECES, characters.length);
        List<String> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = characters.length * i / count;
            int to = characters.length * (i + 1) / count;
            pieces.add(new String(characters, from, to - from));
        }
        return pieces;
    }
}
