package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.ChatEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts blocks that may interleave into the order in which they began. Confined to the event loop
/// of its call.
///
/// 1. The first block in the queue is open: what comes for it goes out at once.
/// 2. What comes for a later block is held until all before it have ended.
/// 3. Text ends when anything else begins. A tool call ends only with the answer, since fragments
///    of its arguments may come late.
/// 4. What is held is bounded by [#MOST_HELD_CHARS].
final class BlockSequence {
    /// The most that is held back for tool calls that began while another one was open, in
    /// characters.
    static final int MOST_HELD_CHARS = 1 << 20;

    /// What a block costs beside its text.
    private static final int BLOCK_CHARS = 64;

    private final Consumer<ChatEvent> events;
    private final Deque<Part> parts = new ArrayDeque<>();
    private int held;

    BlockSequence(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /// One block. `kind` is null for a tool call.
    static final class Part {
        private final ChatEvent.@Nullable Kind kind;
        private final String id;
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder waiting = new StringBuilder();
        private boolean announced;

        private Part(ChatEvent.@Nullable Kind kind, String id) {
            this.kind = kind;
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    void text(ChatEvent.Kind kind, String text) throws MalformedAnswer {
        Part last = parts.peekLast();
        add(last != null && last.kind == kind ? last : open(kind, ""), text);
    }

    Part tool(String id) throws MalformedAnswer {
        return open(null, id);
    }

    /// Names a tool call. Its block opens only when its name is known.
    void name(Part tool, String name) throws MalformedAnswer {
        if (tool.name.isEmpty()) {
            tool.name.append(name);
            hold(name.length());
            advance();
        }
    }

    void arguments(Part tool, String fragment) throws MalformedAnswer {
        add(tool, fragment);
    }

    /// Ends all blocks, in order.
    void end() throws MalformedAnswer {
        for (Part part = parts.peekFirst(); part != null; part = parts.peekFirst()) {
            if (!announce(part)) {
                throw new MalformedAnswer("a tool call without a name");
            }
            events.accept(new ChatEvent.BlockEnded());
            parts.removeFirst();
        }
    }

    private Part open(ChatEvent.@Nullable Kind kind, String id) throws MalformedAnswer {
        hold(BLOCK_CHARS);
        Part part = new Part(kind, id);
        parts.addLast(part);
        advance();
        return part;
    }

    private void add(Part part, String text) throws MalformedAnswer {
        if (text.isEmpty()) {
            return;
        }
        if (part.announced) {
            events.accept(delta(part, text));
        } else {
            hold(text.length());
            part.waiting.append(text);
        }
    }

    /// Ends text at the head that something follows, and opens what is then at the head.
    private void advance() {
        for (Part head = parts.peekFirst();
                head != null && announce(head) && head.kind != null && parts.size() > 1;
                head = parts.peekFirst()) {
            events.accept(new ChatEvent.BlockEnded());
            parts.removeFirst();
        }
    }

    /// Returns whether the block is open.
    private boolean announce(Part part) {
        if (part.announced) {
            return true;
        }
        if (part.kind != null) {
            events.accept(new ChatEvent.BlockStarted(part.kind));
        } else if (part.name.isEmpty()) {
            return false;
        } else {
            events.accept(new ChatEvent.ToolUseStarted(part.id, part.name.toString()));
        }
        part.announced = true;
        held -= BLOCK_CHARS + part.name.length() + part.waiting.length();
        if (!part.waiting.isEmpty()) {
            events.accept(delta(part, part.waiting.toString()));
            part.waiting.setLength(0);
        }
        return true;
    }

    private static ChatEvent delta(Part part, String text) {
        return part.kind == null
                ? new ChatEvent.ArgumentsDelta(text)
                : new ChatEvent.TextDelta(text);
    }

    private void hold(int chars) throws MalformedAnswer {
        held += chars;
        if (held > MOST_HELD_CHARS) {
            throw new MalformedAnswer(
                    "tool calls interleave over more than " + MOST_HELD_CHARS + " characters");
        }
    }
}
