package dev.fleetward.gateway.dialect;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.MediaSource;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the messages of a chat completions request. Confined to one read.
final class OpenAiMessageReader {
    private final Unshared unshared;
    private final List<Block.Text> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    OpenAiMessageReader(Unshared unshared) {
        this.unshared = unshared;
    }

    /// The instructions before the first message of anybody else.
    List<Block.Text> system() {
        return system;
    }

    List<Turn> turns() {
        return turns;
    }

    void read(At messages) throws BadRequest {
        if (messages.items().isEmpty()) {
            throw messages.expected("at least one message");
        }
        for (At message : messages.items()) {
            String role = message.object().get("role").string();
            if (message.has("name")) {
                unshared.add("messages.name");
            }
            switch (role) {
                case "system", "developer" -> system(message);
                case "user" -> turns.add(new Turn(Turn.Role.USER, parts(message)));
                case "assistant" -> turns.add(new Turn(Turn.Role.ASSISTANT, assistant(message)));
                case "tool" -> turns.add(new Turn(Turn.Role.USER, List.of(toolResult(message))));
                case "function" -> unshared.add("messages.function");
                default ->
                        throw message.get("role")
                                .expected("system, developer, user, assistant or tool");
            }
        }
    }

    private void system(At message) throws BadRequest {
        List<Block> blocks = parts(message);
        if (!turns.isEmpty()) {
            turns.add(new Turn(Turn.Role.SYSTEM, blocks));
            return;
        }
        for (Block block : blocks) {
            if (!(block instanceof Block.Text text)) {
                throw message.get("content").expected("text only");
            }
            system.add(text);
        }
    }

    private List<Block> parts(At message) throws BadRequest {
        At content = message.get("content");
        String mark = message.get("cache_control").rawObjectOrNull();
        if (content.isString()) {
            return List.of(new Block.Text(content.string(), mark));
        }
        if (content.isAbsent() && !"assistant".equals(message.json().get("role").text())) {
            throw content.expected("a string or an array of parts");
        }
        List<Block> blocks = new ArrayList<>();
        for (At part : content.items()) {
            Block block = part(part);
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private @Nullable Block part(At part) throws BadRequest {
        String type = part.object().get("type").string();
        String mark = part.get("cache_control").rawObjectOrNull();
        return switch (type) {
            case "text" -> new Block.Text(part.get("text").string(), mark);
            case "refusal" -> new Block.Refusal(part.get("refusal").string());
            case "image_url" -> {
                At image = part.get("image_url").object();
                yield new Block.Image(
                        source(image.get("url")), image.get("detail").stringOrNull(), mark);
            }
            case "file" -> file(part.get("file").object(), mark);
            default -> {
                unshared.add("content." + type);
                yield null;
            }
        };
    }

    private static Block file(At file, @Nullable String mark) throws BadRequest {
        MediaSource source =
                file.has("file_id")
                        ? new MediaSource.Uploaded(WireDialect.OPENAI, file.get("file_id").string())
                        : source(file.get("file_data"));
        return new Block.Document(source, file.get("filename").stringOrNull(), null, mark);
    }

    private static MediaSource source(At at) throws BadRequest {
        String url = at.string();
        if (!url.startsWith("data:")) {
            return new MediaSource.Url(url);
        }
        int comma = url.indexOf(',');
        if (comma < 0 || !url.startsWith(";base64", comma - ";base64".length())) {
            throw at.expected("a data URL of the form data:<media type>;base64,<bytes>");
        }
        String type = url.substring("data:".length(), comma - ";base64".length());
        // Parameters such as a charset mean nothing for images and documents.
        int parameters = type.indexOf(';');
        return new MediaSource.Inline(
                parameters < 0 ? type : type.substring(0, parameters), url.substring(comma + 1));
    }

    private List<Block> assistant(At message) throws BadRequest {
        List<Block> blocks = new ArrayList<>(thinking(message));
        blocks.addAll(parts(message));
        String refusal = message.get("refusal").stringOrNull();
        if (refusal != null && !refusal.isEmpty()) {
            blocks.add(new Block.Refusal(refusal));
        }
        if (message.has("audio")) {
            unshared.add("messages.audio");
        }
        if (message.has("function_call")) {
            unshared.add("messages.function_call");
        }
        for (At call : message.get("tool_calls").items()) {
            String type = call.object().get("type").stringOrNull();
            if (type != null && !type.equals("function")) {
                unshared.add("tool_calls." + type);
                continue;
            }
            At function = call.get("function").object();
            blocks.add(
                    new Block.ToolUse(
                            call.get("id").string(),
                            function.get("name").string(),
                            arguments(function.get("arguments")),
                            call.get("cache_control").rawObjectOrNull()));
        }
        return blocks;
    }

    private static String arguments(At at) throws BadRequest {
        String text = at.isAbsent() ? "" : at.string();
        if (text.isBlank()) {
            return "{}";
        }
        try {
            if (JsonValue.parse(text) instanceof JsonValue.Obj) {
                return text;
            }
        } catch (JsonValue.Malformed e) {
            throw at.expected("the text of a JSON object, but it is " + e.getMessage());
        }
        throw at.expected("the text of a JSON object");
    }

    private static List<Block> thinking(At message) throws BadRequest {
        List<Block> blocks = new ArrayList<>();
        for (At item : message.get("thinking_blocks").items()) {
            String type = item.object().get("type").string();
            switch (type) {
                case "thinking" -> {
                    String signature = item.get("signature").stringOrNull();
                    blocks.add(
                            new Block.Thinking(
                                    item.get("thinking").string(),
                                    signature == null ? "" : signature));
                }
                case "redacted_thinking" ->
                        blocks.add(new Block.RedactedThinking(item.get("data").string()));
                default -> throw item.get("type").expected("thinking or redacted_thinking");
            }
        }
        if (blocks.isEmpty()) {
            String text = message.get("reasoning_content").stringOrNull();
            if (text != null && !text.isEmpty()) {
                blocks.add(new Block.Thinking(text, ""));
            }
        }
        return blocks;
    }

    private Block toolResult(At message) throws BadRequest {
        return new Block.ToolResult(
                message.get("tool_call_id").string(),
                parts(message).stream().map(OpenAiMessageReader::withoutMark).toList(),
                message.get("is_error").isTrue(),
                message.get("cache_control").rawObjectOrNull());
    }

    /// The mark of a message whose content is one string belongs to the result, not to the string.
    private static Block withoutMark(Block block) {
        return block instanceof Block.Text text ? new Block.Text(text.text()) : block;
    }
}
