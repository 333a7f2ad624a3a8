package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Decides what is answered. Depends on the seed, the mind and the request's texts only, never on
/// the order of calls nor on the dialect; [FirstTokens] alone depend on the call. Immutable.
///
/// Rules:
/// 1. The length is what `[[output=n]]` says; else all of `max_tokens` for an empty prompt; else
///    drawn from a lognormal distribution around the profile's typical output.
/// 2. `max_tokens` cuts it; the finish reason says so.
/// 3. Where the words matter, [Wording] chooses them.
/// 4. Tools are called if the request requires it, or if the last user text orders it and no tool
///    has answered since. Without `[[output=n]]`, such an answer has no text.
final class Planner {
    private static final int MOST_TOKENS = 1_000_000;
    private static final double SIGMA = 0.6;

    private final long seed;
    private final int typicalOutput;

    Planner(long seed, int typicalOutput) {
        this.seed = seed;
        this.typicalOutput = typicalOutput;
    }

    /// @param callId unique; names tool calls and signatures
    /// @param mind which weights answer
    Answer plan(Ask ask, CallFaults faults, String callId, long mind) {
        if (faults.has(Fault.Kind.EMPTY) || !ask.operation().generates()) {
            return Answer.NOTHING;
        }
        Answer answer = planned(ask, faults, callId, mind);
        if (faults.has(Fault.Kind.LENGTH)) {
            return answer.ending(Answer.Finish.LENGTH);
        }
        return faults.has(Fault.Kind.FILTERED) ? answer.ending(Answer.Finish.FILTERED) : answer;
    }

    private Answer planned(Ask ask, CallFaults faults, String callId, long mind) {
        Prompt prompt = ask.prompt();
        Directives orders = prompt.directives();
        long textSeed = mix(seed ^ mind ^ prompt.hash());
        int limit = ask.maxTokens() < 0 ? MOST_TOKENS : Math.min(ask.maxTokens(), MOST_TOKENS);
        Answer.Part refusal = Wording.refusal(ask, faults);
        if (refusal != null) {
            return Answer.of(List.of(refusal), limit, Answer.Finish.REFUSED);
        }
        if (FirstTokens.wanted(ask)) {
            String token = FirstTokens.token(ask, seed ^ mind, callId.hashCode());
            return Answer.of(
                    List.of(new Answer.Literal(List.of(token))), limit, Answer.Finish.LENGTH);
        }
        int wanted = Math.min(wanted(ask, textSeed, limit), MOST_TOKENS);
        List<Answer.Part> parts = new ArrayList<>();
        int thinking = thinking(ask, wanted);
        if (thinking > 0 && ask.aloud()) {
            parts.add(new Answer.Thinking(mix(textSeed), thinking, "sig_" + callId));
        } else if (thinking > 0) {
            parts.add(new Answer.Reasoning(thinking));
        }
        List<Answer.ToolCall> calls = toolCalls(ask, faults, callId, textSeed);
        int called = calls.stream().mapToInt(Answer.ToolCall::tokens).sum();
        int text =
                calls.isEmpty() || orders.output() >= 0
                        ? Math.max(0, wanted - thinking - called)
                        : 0;
        Answer.Literal literal = text > 0 ? Wording.text(ask, faults, textSeed) : null;
        if (literal != null) {
            parts.add(literal);
        } else if (text > 0) {
            parts.add(new Answer.Text(textSeed, text));
        }
        parts.addAll(calls);
        return Answer.of(parts, limit, calls.isEmpty() ? Answer.Finish.STOP : Answer.Finish.TOOLS);
    }

    private int wanted(Ask ask, long textSeed, int limit) {
        int ordered = ask.prompt().directives().output();
        if (ordered >= 0) {
            return ordered;
        }
        if (ask.prompt().tokens() == 0 && ask.maxTokens() >= 0) {
            return limit;
        }
        double drawn =
                typicalOutput * Math.exp(SIGMA * new SplittableRandom(textSeed).nextGaussian());
        return (int) Math.clamp(Math.round(drawn), 1, typicalOutput * 8L);
    }

    private static int thinking(Ask ask, int wanted) {
        if (ask.thinkingBudget() == 0 || wanted == 0) {
            return 0;
        }
        int ordered = ask.prompt().directives().thinking();
        return ordered >= 0 ? ordered : Math.max(1, Math.min(ask.thinkingBudget(), wanted / 4));
    }

    private static List<Answer.ToolCall> toolCalls(
            Ask ask, CallFaults faults, String callId, long textSeed) {
        List<Answer.ToolCall> calls = new ArrayList<>();
        for (Ask.Tool tool : called(ask)) {
            String json =
                    faults.has(Fault.Kind.UNFIT_TOOL_ARGUMENTS)
                            ? ToolArguments.unfit(tool.schema())
                            : ToolArguments.json(tool.schema(), textSeed + calls.size());
            if (faults.has(Fault.Kind.BROKEN_TOOL_ARGUMENTS)) {
                json = json.substring(0, json.length() - 1) + ",:";
            }
            calls.add(
                    new Answer.ToolCall(
                            callId + calls.size(),
                            faults.has(Fault.Kind.UNKNOWN_TOOL) ? "nobodys_tool" : tool.name(),
                            ToolArguments.fragments(json)));
        }
        return calls;
    }

    private static List<Ask.Tool> called(Ask ask) {
        Ask.Tools tools = ask.tools();
        Directives orders = ask.prompt().directives();
        List<Ask.Tool> offered = tools.offered();
        List<Ask.Tool> called = new ArrayList<>();
        if (tools.named() != null) {
            addNamed(offered, tools.named(), called);
        } else if (!offered.isEmpty() && (tools.must() || !ask.prompt().toolAnswered())) {
            orders.tools().forEach(name -> addNamed(offered, name, called));
            for (int i = 0; i < orders.toolCalls(); i++) {
                called.add(offered.get(i % offered.size()));
            }
            if (called.isEmpty() && tools.must()) {
                called.add(offered.getFirst());
            }
        }
        return tools.parallel() || called.size() < 2 ? called : called.subList(0, 1);
    }

    private static void addNamed(List<Ask.Tool> offered, String name, List<Ask.Tool> called) {
        for (Ask.Tool tool : offered) {
            if (tool.name().equals(name)) {
                called.add(tool);
            }
        }
    }

    /// Spreads a hash's bits (the finalizer of SplitMix64).
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
