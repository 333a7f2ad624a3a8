package dev.fleetward.core.call.chat;

import java.util.ArrayList;
import java.util.List;

/// What one side says before the other side speaks. Immutable.
public record Turn(Role role, List<Block> blocks) {
    /// `SYSTEM` is an instruction in the midst of a conversation; those at its beginning are
    /// [ChatRequest#system()].
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public Turn {
        blocks = List.copyOf(blocks);
    }

    /// The same conversation with neighbours of one role joined and, in a user's turn, tool results
    /// before everything else. Dialects that give each tool result a message of its own and those
    /// that gather them in one agree on this form.
    public static List<Turn> joined(List<Turn> turns) {
        List<Turn> joined = new ArrayList<>();
        int from = 0;
        while (from < turns.size()) {
            Role role = turns.get(from).role();
            List<Block> results = new ArrayList<>();
            List<Block> others = new ArrayList<>();
            int to = from;
            for (; to < turns.size() && turns.get(to).role() == role; to++) {
                for (Block block : turns.get(to).blocks()) {
                    (block instanceof Block.ToolResult ? results : others).add(block);
                }
            }
            results.addAll(others);
            joined.add(new Turn(role, results));
            from = to;
        }
        return List.copyOf(joined);
    }
}
