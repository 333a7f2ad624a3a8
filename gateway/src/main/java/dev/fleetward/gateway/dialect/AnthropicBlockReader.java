package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.MediaSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the content blocks of a messages request. Confined to one read.
final class AnthropicBlockReader {
    private final Unshared unshared;

    AnthropicBlockReader(Unshared unshared) {
        this.unshared = unshared;
    }

    /// A string, or an array of text blocks; nothing where there is nothing.
    List<Block.Text> texts(At content) throws BadRequest {
        List<Block.Text> texts = new ArrayList<>();
        if (content.isAbsent()) {
            return texts;
        }
        for (Block block : content(content)) {
            if (!(block instanceof Block.Text text)) {
                throw content.expected("text blocks only");
            }
            texts.add(text);
        }
        return texts;
    }

    /// A string, or an array of blocks.
    List<Block> content(At content) throws BadRequest {
        if (content.isString()) {
            return List.of(new Block.Text(content.string()));
        }
        if (content.isAbsent()) {
            throw content.expected("a string or an array of blocks");
        }
        List<Block> blocks = new ArrayList<>();
        for (At item : content.items()) {
            Block block = block(item);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private @Nullable Block block(At at) throws BadRequest {
        String type = at.object().get("type").string();
        String mark = at.get("cache_control").rawObjectOrNull();
        return switch (type) {
            case "text" -> new Block.Text(at.get("text").string(), mark);
            case "image" -> {
                MediaSource source = source(at.get("source").object(), "content.image");
                yield source == null ? null : new Block.Image(source, null, mark);
            }
            case "document" -> document(at, mark);
            case "tool_use" -> {
                String input = at.get("input").rawObjectOrNull();
                yield new Block.ToolUse(
                        at.get("id").string(),
                        at.get("name").string(),
                        input == null ? "{}" : input,
                        mark);
            }
            case "tool_result" ->
                    new Block.ToolResult(
                            at.get("tool_use_id").string(),
                            at.has("content") ? content(at.get("content")) : List.of(),
                            at.get("is_error").isTrue(),
                            mark);
            case "thinking" -> {
                String signature = at.get("signature").stringOrNull();
                yield new Block.Thinking(
                        at.get("thinking").string(), signature == null ? "" : signature);
            }
            case "redacted_thinking" -> new Block.RedactedThinking(at.get("data").string());
            default -> {
                unshared.add("content." + type);
                yield null;
            }
        };
    }

    private @Nullable Block document(At at, @Nullable String mark) throws BadRequest {
        if (at.get("citations").get("enabled").isTrue()) {
            unshared.add("content.document.citations");
        }
        MediaSource source = source(at.get("source").object(), "content.document");
        return source == null
                ? null
                : new Block.Document(
                        source,
                        at.get("title").stringOrNull(),
                        at.get("context").stringOrNull(),
                        mark);
    }

    private @Nullable MediaSource source(At at, String owner) throws BadRequest {
        String type = at.get("type").string();
        return switch (type) {
            case "base64" ->
                    new MediaSource.Inline(at.get("media_type").string(), at.get("data").string());
            case "url" -> new MediaSource.Url(at.get("url").string());
            case "text" -> new MediaSource.PlainText(at.get("data").string());
            case "file" ->
                    new MediaSource.Uploaded(WireDialect.ANTHROPIC, at.get("file_id").string());
            default -> {
                unshared.add(owner + "." + type);
                yield null;
            }
        };
    }
}
