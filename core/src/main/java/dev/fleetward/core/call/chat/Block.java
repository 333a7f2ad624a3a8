package dev.fleetward.core.call.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One piece of a turn or of an answer. Immutable.
///
/// `cacheControl`, where a block has it, is the raw JSON of the mark that the prompt up to here is
/// worth caching; null where there is none. It changes what a call costs, never what it means.
public sealed interface Block {
    record Text(String text, @Nullable String cacheControl) implements Block {
        public Text(String text) {
            this(text, null);
        }
    }

    /// @param detail how closely to look (`low`, `high`, `auto`), or null
    record Image(MediaSource source, @Nullable String detail, @Nullable String cacheControl)
            implements Block {}

    /// A file to be read, a PDF for instance.
    ///
    /// @param title the file's name or title, or null
    /// @param context what the caller says about it beside its content, or null
    record Document(
            MediaSource source,
            @Nullable String title,
            @Nullable String context,
            @Nullable String cacheControl)
            implements Block {}

    /// The model asks for a tool to be run.
    ///
    /// @param id unchanged from who made it up, since the caller gives it back in the next turn
    /// @param arguments the raw JSON object
    record ToolUse(String id, String name, String arguments, @Nullable String cacheControl)
            implements Block {
        public ToolUse(String id, String name, String arguments) {
            this(id, name, arguments, null);
        }
    }

    /// What a tool answered.
    ///
    /// @param content texts, images and documents
    /// @param error whether the tool failed
    record ToolResult(
            String toolUseId, List<Block> content, boolean error, @Nullable String cacheControl)
            implements Block {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /// Reasoning that the model showed.
    ///
    /// @param signature what its maker needs to trust it again, byte for byte; empty where there is
    ///   none
    record Thinking(String text, String signature) implements Block {}

    /// Reasoning that only its maker can read.
    record RedactedThinking(String data) implements Block {}

    /// The model's words on why it will not answer.
    record Refusal(String text) implements Block {}
}
