package dev.fleetward.gateway.judge;

import dev.fleetward.core.snapshot.FixedLimit;
import dev.fleetward.gateway.dialect.AnswerTerms;
import java.util.List;

/// The bounds of judging. What passes one is not judged, and never held against anybody. Stateless.
public final class JudgeLimits {
    private JudgeLimits() {}

    public static List<FixedLimit> fixed() {
        return List.of(
                characters(
                        "judged answer",
                        Notes.MOST_CHARS,
                        "What is held of one answer's structured text and tool calls."),
                characters("judged answers", Room.CHARS, "What is held of all answers together."),
                characters(
                        "judged sample",
                        Judge.SAMPLE_CHARS,
                        "What is held of free text, for its language and for echoes."),
                characters(
                        "judged prompt",
                        Judge.PROMPT_CHARS,
                        "What is looked through of a prompt, for echoes."),
                new FixedLimit(
                        "judged request",
                        AnswerTerms.MOST_BYTES + " bytes",
                        "The largest list of tools or messages, or schema, that is read to judge."),
                count("judged choices", Judge.MOST_CHOICES, "Choices of one answer."),
                count("judged tool calls", Judge.MOST_CALLS, "Tool calls of one answer."),
                count("judged depth", Judge.MOST_DEPTH, "Levels of JSON in an answer."),
                count(
                        "schema depth",
                        Schema.MOST_DEPTH,
                        "Schemas within one another, references followed."),
                count(
                        "schema steps",
                        Schema.MOST_STEPS,
                        "Schemas, keywords and comparisons that one value may take."));
    }

    private static FixedLimit characters(String name, long characters, String meaning) {
        return new FixedLimit(name, characters + " characters", meaning);
    }

    private static FixedLimit count(String name, long count, String meaning) {
        return new FixedLimit(name, Long.toString(count), meaning);
    }
}
