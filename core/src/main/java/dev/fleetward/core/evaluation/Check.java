package dev.fleetward.core.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that an answer has to be. Immutable and thread-safe.
public sealed interface Check {
    /// What is wrong with the answer, for people; null if nothing is.
    @Nullable String fault(Answer answer);

    /// The text has this in it, letter by letter.
    record Contains(String part) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            return answer.text().contains(part) ? null : "lacks " + Words.shown(part);
        }
    }

    /// The text is this, but for white space at both ends.
    record Exactly(String whole) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            return answer.text().strip().equals(whole.strip())
                    ? null
                    : "expected " + Words.shown(whole) + ", got " + Words.shown(answer.text());
        }
    }

    /// The pattern is found in the text, within a bound of work.
    final class Matches implements Check {
        private final BoundedPattern pattern;

        /// @throws java.util.regex.PatternSyntaxException where it is no regular expression
        public Matches(String regex) {
            this.pattern = new BoundedPattern(regex);
        }

        @Override
        public @Nullable String fault(Answer answer) {
            return pattern.fault(answer.text());
        }
    }

    /// The text is JSON of this shape.
    record Json(Shape shape) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            String fault = shape.fault(answer.text());
            return fault == null ? null : "the text: " + fault;
        }
    }

    /// The tool was called, each time with arguments of this shape.
    record Tool(String name, @Nullable Shape arguments) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            List<Answer.ToolCall> calls =
                    answer.toolCalls().stream().filter(call -> call.name().equals(name)).toList();
            if (calls.isEmpty()) {
                return answer.toolCalls().isEmpty()
                        ? "no tool call"
                        : "called "
                                + Words.shown(answer.toolCalls().getFirst().name())
                                + ", not "
                                + name;
            }
            Shape shape = arguments;
            for (Answer.ToolCall call : shape == null ? List.<Answer.ToolCall>of() : calls) {
                String fault = shape == null ? null : shape.fault(call.arguments());
                if (fault != null) {
                    return "arguments of " + name + ": " + fault;
                }
            }
            return null;
        }
    }

    /// It has at most so many tokens. What the provider does not count does not pass.
    record MaxOutputTokens(long most) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            if (answer.outputTokens() < 0) {
                return "the provider reports no output tokens";
            }
            return answer.outputTokens() <= most
                    ? null
                    : answer.outputTokens() + " output tokens, more than " + most;
        }
    }

    /// The first token comes within this time, waiting within the fleet not counted.
    record FirstToken(long mostNanos) implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            if (answer.firstTokenNanos() < 0) {
                return "no first token";
            }
            return answer.firstTokenNanos() <= mostNanos
                    ? null
                    : "first token after "
                            + answer.firstTokenNanos() / 1_000_000
                            + " ms, more than "
                            + mostNanos / 1_000_000
                            + " ms";
        }
    }

    /// The provider does not mark it as a refusal, nor did a content filter end it.
    record NotRefused() implements Check {
        @Override
        public @Nullable String fault(Answer answer) {
            if (answer.refusal() != null) {
                return "refused: " + Words.shown(answer.refusal());
            }
            return answer.finish().equals("content_filter") ? "ended by a content filter" : null;
        }
    }
}
