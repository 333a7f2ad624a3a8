package dev.fleetward.gateway.translation;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.ChatEvent;
import dev.fleetward.core.call.chat.ChatRequest;
import dev.fleetward.core.call.chat.MediaSource;
import dev.fleetward.core.call.chat.Reasoning;
import dev.fleetward.core.call.chat.ResponseFormat;
import dev.fleetward.core.call.chat.Sampling;
import dev.fleetward.core.call.chat.Tool;
import dev.fleetward.core.call.chat.ToolChoice;
import dev.fleetward.core.call.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Random conversations and answers from a seed.
final class Some {
    private static final String[] PIECES = {
        "a", "Ä", "😀", "\"", "\\", "\n", "\t", "{", "}", " ", "data: ", "\u0000", "\u2028", "</s>"
    };
    private static final String MARK = "{\"type\":\"ephemeral\"}";

    private final Random random;
    private int ids;

    Some(long seed) {
        random = new Random(seed);
    }

    boolean chance() {
        return random.nextBoolean();
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return chance() ? value.get() : null;
    }

    private <T> List<T> list(int least, int most, Supplier<T> value) {
        List<T> list = new ArrayList<>();
        int size = least + random.nextInt(most - least + 1);
        while (list.size() < size) {
            list.add(value.get());
        }
        return list;
    }

    /// Never blank, since one of the dialects refuses that.
    String text() {
        return "x" + String.join("", list(0, 6, () -> PIECES[random.nextInt(PIECES.length)]));
    }

    String json() {
        return oneOf(
                List.of(
                        "{}",
                        "{ \"a\" : 1.50 }",
                        "{\"a\":[1e2,null,true],\"b\":{\"c\":\"Ä\\u0041\\n\"}}",
                        "{\n  \"deep\": [[[{}]]]\n}"));
    }

    private @Nullable String mark(boolean rich) {
        return rich ? maybe(() -> MARK) : null;
    }

    private MediaSource picture() {
        return chance()
                ? new MediaSource.Inline("image/png", "iVBORw0KGgo=")
                : new MediaSource.Url("https://example.com/" + upTo(9));
    }

    /// @param rich whether it may hold what one of the dialects only can say
    ChatRequest request(boolean rich) {
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn(Turn.Role.USER, list(1, 3, () -> said(rich))));
        for (int rounds = upTo(3); rounds > 0; rounds--) {
            round(turns, rich);
        }
        List<Tool> tools = list(0, 2, () -> tool(rich));
        ToolChoice choice =
                tools.isEmpty()
                        ? null
                        : oneOf(
                                List.of(
                                        new ToolChoice.Auto(),
                                        new ToolChoice.Required(),
                                        new ToolChoice.Named(tools.getFirst().name())));
        return new ChatRequest(
                "served-model",
                list(0, 2, () -> new Block.Text(text(), mark(rich))),
                turns,
                tools,
                choice,
                choice == null ? null : maybe(this::chance),
                new Sampling(
                        1L + upTo(9_999),
                        maybe(() -> upTo(10) / 10.0),
                        maybe(() -> upTo(10) / 10.0),
                        rich ? maybe(() -> (long) upTo(50)) : null,
                        list(0, 4, this::text)),
                maybe(() -> new ResponseFormat.JsonSchema(null, null, json(), null)),
                rich ? maybe(() -> new Reasoning(Reasoning.Mode.BUDGET, 1_024, null)) : null,
                maybe(this::text),
                maybe(() -> oneOf(List.of(ChatRequest.ServiceTier.values()))),
                chance(),
                List.of());
    }

    private void round(List<Turn> turns, boolean rich) {
        List<Block.ToolUse> uses =
                list(0, 3, () -> new Block.ToolUse("toolu_" + ids++, "t", json(), mark(rich)));
        List<Block> answer = new ArrayList<>();
        if (rich && chance()) {
            answer.add(new Block.Thinking(text(), text()));
            answer.add(new Block.RedactedThinking(text()));
        }
        answer.addAll(list(1, 2, () -> new Block.Text(text(), mark(rich))));
        answer.addAll(uses);
        turns.add(new Turn(Turn.Role.ASSISTANT, answer));
        List<Block> back = new ArrayList<>();
        for (Block.ToolUse use : uses) {
            List<Block> content =
                    list(1, 2, () -> rich ? said(false) : (Block) new Block.Text(text()));
            back.add(new Block.ToolResult(use.id(), content, rich && chance(), mark(rich)));
        }
        back.addAll(list(1, 2, () -> said(rich)));
        if (chance()) {
            back.forEach(block -> turns.add(new Turn(Turn.Role.USER, List.of(block))));
        } else {
            turns.add(new Turn(Turn.Role.USER, back));
        }
    }

    private Block said(boolean rich) {
        return switch (upTo(rich ? 3 : 2)) {
            case 0 -> new Block.Text(text(), mark(rich));
            case 1 -> new Block.Image(picture(), null, mark(rich));
            case 2 ->
                    new Block.Document(
                            new MediaSource.Inline("application/pdf", "JVBERi0="),
                            text(),
                            null,
                            mark(rich));
            default ->
                    new Block.Document(new MediaSource.PlainText(text()), null, text(), mark(rich));
        };
    }

    private Tool tool(boolean rich) {
        return new Tool("t" + ids++, maybe(this::text), json(), maybe(this::chance), mark(rich));
    }

    /// A stream that obeys the rules of [ChatEvent].
    List<ChatEvent> events() {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Started("id-" + text(), "model", Usage.NONE));
        for (int blocks = upTo(5); blocks > 0; blocks--) {
            switch (upTo(3)) {
                case 0 -> {
                    events.add(new ChatEvent.BlockStarted(ChatEvent.Kind.TEXT));
                    deltas(events, text());
                }
                case 1 -> {
                    events.add(new ChatEvent.BlockStarted(ChatEvent.Kind.THINKING));
                    deltas(events, text());
                    events.add(new ChatEvent.SignatureDelta(text()));
                }
                case 2 -> events.add(new ChatEvent.RedactedThinkingStarted(text()));
                default -> {
                    events.add(new ChatEvent.ToolUseStarted("call_" + ids++, "t"));
                    cut(json()).forEach(piece -> events.add(new ChatEvent.ArgumentsDelta(piece)));
                }
            }
            events.add(new ChatEvent.BlockEnded());
        }
        if (chance()) {
            events.add(new ChatEvent.UsageReported(usage()));
        }
        events.add(new ChatEvent.Finished(oneOf(List.of(FinishReason.values())), null));
        events.add(new ChatEvent.UsageReported(usage()));
        events.add(new ChatEvent.Ended());
        return events;
    }

    private void deltas(List<ChatEvent> events, String text) {
        cut(text).forEach(piece -> events.add(new ChatEvent.TextDelta(piece)));
    }

    /// In pieces that are not empty, cut anywhere, also inside a surrogate pair.
    List<String> cut(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 1 + upTo(4));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    Usage usage() {
        return new Usage(
                TokenCount.reported(upTo(1_000)),
                TokenCount.reported(upTo(100)),
                TokenCount.reported(upTo(100)),
                TokenCount.ABSENT,
                TokenCount.reported(upTo(1_000)),
                TokenCount.reported(upTo(50)));
    }
}
