package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;

/// What the model is going to say, planned before the first token. Immutable.
///
/// @param parts in the order in which they are generated; none is empty
/// @param tokens the sum over the parts
record Answer(List<Part> parts, int tokens, Finish finish) {
    static final Answer NOTHING = new Answer(List.of(), 0, Finish.STOP);

    enum Finish {
        STOP,
        LENGTH,
        TOOLS,
        FILTERED,
        REFUSED
    }

    /// A run of tokens of one sort.
    sealed interface Part {
        int tokens();

        /// The first `count` tokens of this part.
        Part cut(int count);
    }

    /// Words.
    ///
    /// @param seed which words
    record Text(long seed, int tokens) implements Part {
        @Override
        public Part cut(int count) {
            return new Text(seed, count);
        }
    }

    /// A text that was chosen beforehand, such as JSON.
    ///
    /// @param pieces one per token
    record Literal(List<String> pieces) implements Part {
        @Override
        public int tokens() {
            return pieces.size();
        }

        @Override
        public Part cut(int count) {
            return new Literal(pieces.subList(0, count));
        }

        String text() {
            return String.join("", pieces);
        }
    }

    /// Why it will not answer, in a dialect that tells that apart from text.
    ///
    /// @param pieces one per token
    record Refusal(List<String> pieces) implements Part {
        @Override
        public int tokens() {
            return pieces.size();
        }

        @Override
        public Part cut(int count) {
            return new Refusal(pieces.subList(0, count));
        }

        String text() {
            return String.join("", pieces);
        }
    }

    /// Words that are thought aloud.
    record Thinking(long seed, int tokens, String signature) implements Part {
        @Override
        public Part cut(int count) {
            return new Thinking(seed, count, signature);
        }
    }

    /// Tokens that are billed and never shown.
    record Reasoning(int tokens) implements Part {
        @Override
        public Part cut(int count) {
            return new Reasoning(count);
        }
    }

    /// @param id its end, without the dialect's prefix
    /// @param fragments of the arguments' JSON, one per token
    record ToolCall(String id, String name, List<String> fragments) implements Part {
        @Override
        public int tokens() {
            return fragments.size();
        }

        @Override
        public Part cut(int count) {
            return new ToolCall(id, name, fragments.subList(0, count));
        }

        String arguments() {
            return String.join("", fragments);
        }
    }

    /// The same, with another reason for its end.
    Answer ending(Finish other) {
        return new Answer(parts, tokens, other);
    }

    /// Puts parts together, as far as `most` tokens reach.
    static Answer of(List<Part> parts, int most, Finish whole) {
        List<Part> kept = new ArrayList<>();
        int left = most;
        for (Part part : parts) {
            int taken = Math.min(left, part.tokens());
            left -= taken;
            if (taken > 0) {
                kept.add(taken == part.tokens() ? part : part.cut(taken));
            }
        }
        int wanted = parts.stream().mapToInt(Part::tokens).sum();
        return new Answer(List.copyOf(kept), most - left, wanted > most ? Finish.LENGTH : whole);
    }

    /// Tokens that were thought, aloud or not.
    int reasoning() {
        int tokens = 0;
        for (Part part : parts) {
            tokens +=
                    switch (part) {
                        case Text _, Literal _, Refusal _, ToolCall _ -> 0;
                        case Thinking thinking -> thinking.tokens;
                        case Reasoning reasoning -> reasoning.tokens;
                    };
        }
        return tokens;
    }

    /// All words shown as text.
    String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Text words) {
                text.append(WordTokens.text(words.seed, words.tokens));
            } else if (part instanceof Literal literal) {
                text.append(literal.text());
            }
        }
        return text.toString();
    }

    /// The words of a refusal; empty where there is none.
    String refusal() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part instanceof Refusal refusal ? refusal.text() : "");
        }
        return text.toString();
    }

    List<ToolCall> toolCalls() {
        List<ToolCall> calls = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof ToolCall call) {
                calls.add(call);
            }
        }
        return calls;
    }
}
