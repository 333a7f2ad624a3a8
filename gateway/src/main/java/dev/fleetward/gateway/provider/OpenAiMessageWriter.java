package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.MediaSource;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.gateway.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the messages of a chat completions request. Confined to one translation.
final class OpenAiMessageWriter {
    private final JsonText out;
    private final Omissions omissions;

    OpenAiMessageWriter(JsonText out, Omissions omissions) {
        this.out = out;
        this.omissions = omissions;
    }

    void write(List<Block.Text> system, List<Turn> turns) throws NotExpressible {
        if (!system.isEmpty()) {
            message("system", List.copyOf(system));
        }
        for (Turn turn : turns) {
            switch (turn.role()) {
                case SYSTEM -> message("system", turn.blocks());
                case USER -> user(turn.blocks());
                case ASSISTANT -> assistant(turn.blocks());
            }
        }
    }

    /// Tool results are messages of their own here, before what the user says.
    private void user(List<Block> blocks) throws NotExpressible {
        List<Block> said = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Block.ToolResult result) {
                said.addAll(toolResult(result));
            } else {
                said.add(block);
            }
        }
        if (!said.isEmpty()) {
            message("user", said);
        }
    }

    /// Returns what did not fit into the message of a tool.
    private List<Block> toolResult(Block.ToolResult result) throws NotExpressible {
        List<Block> texts = new ArrayList<>();
        List<Block> media = new ArrayList<>();
        for (Block block : result.content()) {
            if (block instanceof Block.Text) {
                texts.add(block);
            } else {
                omissions.leaveOut(
                        block instanceof Block.Image ? "tool_result.image" : "tool_result.document",
                        "a tool's message is text only here");
                media.add(block);
            }
        }
        out.object().name("role").string("tool");
        out.name("tool_call_id").string(result.toolUseId());
        out.name("content");
        content(texts);
        out.endObject();
        return media;
    }

    private void message(String role, List<Block> blocks) throws NotExpressible {
        out.object().name("role").string(role).name("content");
        content(blocks);
        out.endObject();
    }

    private void assistant(List<Block> blocks) throws NotExpressible {
        List<Block> texts = new ArrayList<>();
        List<Block.ToolUse> uses = new ArrayList<>();
        StringBuilder refusal = new StringBuilder();
        for (Block block : blocks) {
            switch (block) {
                case Block.Text text -> texts.add(text);
                case Block.ToolUse use -> uses.add(use);
                case Block.Refusal words -> refusal.append(words.text());
                case Block.Thinking ignored -> {}
                case Block.RedactedThinking ignored -> {}
                case Block.Image ignored -> notFromAssistant();
                case Block.Document ignored -> notFromAssistant();
                case Block.ToolResult ignored -> notFromAssistant();
            }
        }
        if (texts.isEmpty() && uses.isEmpty() && refusal.isEmpty()) {
            return;
        }
        out.object().name("role").string("assistant").name("content");
        if (texts.isEmpty()) {
            out.raw("null");
        } else {
            content(texts);
        }
        if (!refusal.isEmpty()) {
            out.name("refusal").string(refusal.toString());
        }
        if (!uses.isEmpty()) {
            out.name("tool_calls").array();
            uses.forEach(this::toolCall);
            out.endArray();
        }
        out.endObject();
    }

    private void notFromAssistant() throws NotExpressible {
        omissions.leaveOut(
                "messages.assistant.content", "an assistant's message holds text and tool calls");
    }

    private void toolCall(Block.ToolUse use) {
        out.object().name("id").string(use.id()).name("type").string("function");
        out.name("function").object().name("name").string(use.name());
        out.name("arguments").string(use.arguments()).endObject().endObject();
    }

    /// A string where one is enough, since that is what every compatible server understands.
    private void content(List<Block> blocks) throws NotExpressible {
        if (blocks.isEmpty()) {
            out.string("");
            return;
        }
        if (blocks.size() == 1 && blocks.getFirst() instanceof Block.Text text) {
            out.string(text.text());
            return;
        }
        out.array();
        for (Block block : blocks) {
            part(block);
        }
        out.endArray();
    }

    private void part(Block block) throws NotExpressible {
        switch (block) {
            case Block.Text text -> textPart(text.text());
            case Block.Image image -> image(image);
            case Block.Document document -> document(document);
            case Block.Refusal refusal -> textPart(refusal.text());
            case Block.Thinking ignored -> {}
            case Block.RedactedThinking ignored -> {}
            case Block.ToolUse ignored -> notFromUser();
            case Block.ToolResult ignored -> notFromUser();
        }
    }

    private void notFromUser() throws NotExpressible {
        omissions.leaveOut(
                "messages.user.content", "a user's message holds text, images and documents");
    }

    private void textPart(String text) {
        out.object().name("type").string("text").name("text").string(text).endObject();
    }

    private void image(Block.Image image) throws NotExpressible {
        String url = url(image.source());
        if (url == null) {
            omissions.leaveOut("content.image.file", "an image that was uploaded elsewhere");
            return;
        }
        out.object().name("type").string("image_url").name("image_url").object();
        out.name("url").string(url);
        if (image.detail() != null) {
            out.name("detail").string(image.detail());
        }
        out.endObject().endObject();
    }

    private void document(Block.Document document) throws NotExpressible {
        if (document.context() != null) {
            omissions.leaveOut("content.document.context", "a file has no context here");
        }
        if (document.source() instanceof MediaSource.PlainText(String text)) {
            textPart(document.title() == null ? text : document.title() + "\n\n" + text);
            return;
        }
        if (!(document.source() instanceof MediaSource.Inline inline)) {
            omissions.leaveOut("content.document", "a file can only be sent whole here");
            return;
        }
        out.object().name("type").string("file").name("file").object();
        out.name("filename").string(document.title() == null ? "document" : document.title());
        out.name("file_data").string(url(inline)).endObject().endObject();
    }

    private static @Nullable String url(MediaSource source) {
        return switch (source) {
            case MediaSource.Url(String url) -> url;
            case MediaSource.Inline inline ->
                    "data:" + inline.mediaType() + ";base64," + inline.base64();
            case MediaSource.PlainText ignored -> null;
            case MediaSource.Uploaded ignored -> null;
        };
    }
}
