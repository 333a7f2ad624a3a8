package dev.fleetward.core.call.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request for the next turn of a conversation. Immutable.
///
/// @param model what the caller asked for
/// @param system instructions that come before the conversation
/// @param turns as the caller wrote them; see [Turn#joined]
/// @param toolChoice or null where nothing is said
/// @param parallelTools whether one answer may ask for several tools, or null
/// @param format or null for free text
/// @param reasoning or null where nothing is said
/// @param user the caller's opaque name for its own user, or null
/// @param serviceTier or null where nothing is said
/// @param stream whether the answer is wanted in pieces
/// @param unshared names of what the request asks for that no other dialect can say. Safe to show
///   in a header
public record ChatRequest(
        String model,
        List<Block.Text> system,
        List<Turn> turns,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Boolean parallelTools,
        Sampling sampling,
        @Nullable ResponseFormat format,
        @Nullable Reasoning reasoning,
        @Nullable String user,
        @Nullable ServiceTier serviceTier,
        boolean stream,
        List<String> unshared) {

    /// Which capacity may serve the call.
    public enum ServiceTier {
        /// Better than standard capacity where the account has it.
        AUTO,
        /// Standard capacity only.
        STANDARD
    }

    public ChatRequest {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
        unshared = List.copyOf(unshared);
    }
}
