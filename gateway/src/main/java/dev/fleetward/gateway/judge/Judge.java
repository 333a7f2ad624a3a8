package dev.fleetward.gateway.judge;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.health.Echo;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.health.Language;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.gateway.dialect.AnswerTerms;
import dev.fleetward.gateway.provider.AnswerListener;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges one answer in meaning. It listens while the answer passes and speaks when it is whole;
/// nothing waits for it before. Confined to the event loop of its call.
///
/// 1. What was cut short, declined or filtered is only that: nobody can ask a part to fit a schema.
/// 2. Tool calls are held against the tools of the request, and if there are any, the text beside
///    them promises nothing.
/// 3. Text is held against the schema that the request asks for, or, where it may be any text,
///    against what the feature declares.
/// 4. What could not be heard whole, or does not fit in a bound, is not judged, and never a flaw.
/// 5. One flaw per answer: of several choices' the first of [#WORST_FIRST].
public final class Judge implements AnswerListener, AutoCloseable {
    /// What is told of an answer that has several flaws: what breaks a program before what
    /// disappoints a reader, and what the provider has to answer for before what it has not.
    public static final List<Flaw> WORST_FIRST =
            List.of(
                    Flaw.TOOL_SCHEMA,
                    Flaw.OUTPUT_SCHEMA,
                    Flaw.EMPTY,
                    Flaw.WRONG_LANGUAGE,
                    Flaw.ECHO,
                    Flaw.REFUSED,
                    Flaw.FILTERED,
                    Flaw.TRUNCATED);

    /// Choices of one answer that are listened to.
    static final int MOST_CHOICES = 128;

    /// Tool calls of one answer that are listened to.
    static final int MOST_CALLS = 256;

    /// What is listened to of a text that may be any text.
    static final int SAMPLE_CHARS = 8 << 10;

    /// What is looked through of a prompt that may have been repeated.
    static final int PROMPT_CHARS = 32 << 10;

    /// Levels of JSON in an answer that is held against a schema.
    static final int MOST_DEPTH = 256;

    private final AnswerTerms terms;
    private final Expectations expected;
    private final @Nullable Language language;
    private final boolean json;
    private final Notes notes;
    private final List<Choice> choices = new ArrayList<>(1);
    private int calls;

    public Judge(AnswerTerms terms, Expectations expected, Room room) {
        this.terms = terms;
        this.expected = expected;
        String code = expected.language();
        this.language = code == null ? null : Language.ofCode(code).orElse(null);
        this.json = terms.mayAskForJson();
        this.notes = new Notes(room);
    }

    @Override
    public boolean wantsText() {
        return (json || language != null || expected.echo()) && !notes.isFull();
    }

    @Override
    public void text(long index, String piece) {
        Choice choice = choice(index);
        if (choice == null) {
            return;
        }
        int room = json ? piece.length() : SAMPLE_CHARS - choice.text.length();
        notes.write(choice.text, piece.substring(0, Math.clamp(room, 0, piece.length())));
    }

    @Override
    public void untold(long index) {
        Choice choice = choice(index);
        if (choice != null) {
            choice.untold = true;
        }
    }

    @Override
    public void refused(long index) {
        Choice choice = choice(index);
        if (choice != null) {
            choice.refused = true;
        }
    }

    @Override
    public ToolCall toolCall(long index) {
        Choice choice = choice(index);
        if (choice == null || calls >= MOST_CALLS) {
            return NOBODY.toolCall(index);
        }
        calls++;
        Choice.Called called = new Choice.Called(notes);
        choice.calls.add(called);
        return called;
    }

    @Override
    public void finished(long index, FinishReason reason) {
        Choice choice = choice(index);
        if (choice != null) {
            choice.finish = reason;
        }
    }

    private @Nullable Choice choice(long index) {
        for (Choice choice : choices) {
            if (choice.index == index) {
                return choice;
            }
        }
        if (choices.size() >= MOST_CHOICES) {
            return null;
        }
        Choice choice = new Choice(index);
        choices.add(choice);
        return choice;
    }

    /// What is wrong with the answer, which is whole now; null if nothing is.
    ///
    /// @param empty whether it holds nothing at all
    public @Nullable Flaw verdict(boolean empty) {
        Flaw worst = empty ? Flaw.EMPTY : null;
        for (Choice choice : choices) {
            worst = worse(worst, flaw(choice));
        }
        return worst;
    }

    private static @Nullable Flaw worse(@Nullable Flaw one, @Nullable Flaw other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return WORST_FIRST.indexOf(one) <= WORST_FIRST.indexOf(other) ? one : other;
    }

    private @Nullable Flaw flaw(Choice choice) {
        FinishReason finish = choice.finish == null ? FinishReason.OTHER : choice.finish;
        if (choice.refused) {
            return expected.refusal() ? null : Flaw.REFUSED;
        }
        return switch (finish) {
            case REFUSAL -> expected.refusal() ? null : Flaw.REFUSED;
            case CONTENT_FILTER -> Flaw.FILTERED;
            case LENGTH, CONTEXT_EXCEEDED -> expected.truncation() ? null : Flaw.TRUNCATED;
            case STOP_SEQUENCE, PAUSE -> null;
            case STOP, TOOL_CALLS, OTHER -> content(choice);
        };
    }

    private @Nullable Flaw content(Choice choice) {
        if (notes.isFull()) {
            return null;
        }
        if (!choice.calls.isEmpty()) {
            return misfits(choice.calls) ? Flaw.TOOL_SCHEMA : null;
        }
        if (choice.untold) {
            return null;
        }
        JsonValue schema = json ? terms.textSchema() : null;
        if (schema != null) {
            boolean misfits = fit(choice.text.toString(), schema) == Fit.MISFITS;
            return misfits ? Flaw.OUTPUT_SCHEMA : null;
        }
        String sample = cut(choice.text.toString(), SAMPLE_CHARS);
        if (language != null && language.isNotThatOf(sample)) {
            return Flaw.WRONG_LANGUAGE;
        }
        boolean echo =
                expected.echo() && Echo.repeats(cut(terms.lastUserText(), PROMPT_CHARS), sample);
        return echo ? Flaw.ECHO : null;
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }

    private boolean misfits(List<Choice.Called> calls) {
        AnswerTerms.Tools tools = terms.tools();
        for (Choice.Called called : calls) {
            JsonValue schema = tools.schemas().get(called.name());
            if (schema == null && tools.all()) {
                return true;
            }
            if (schema != null && !schema.isNull() && called.isTold()) {
                String arguments = called.arguments().isBlank() ? "{}" : called.arguments();
                if (fit(arguments, schema) == Fit.MISFITS) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Fit fit(String text, JsonValue schema) {
        if (Depth.exceeds(text, MOST_DEPTH)) {
            return Fit.UNJUDGED;
        }
        try {
            return new Schema(schema).fit(JsonValue.parse(text));
        } catch (JsonValue.Malformed malformed) {
            return Fit.MISFITS;
        }
    }

    /// Gives back what it holds. To be called once the answer is over, in whatever way.
    @Override
    public void close() {
        notes.close();
        choices.clear();
    }
}
