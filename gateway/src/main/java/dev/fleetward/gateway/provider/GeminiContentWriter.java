package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.MediaSource;
import dev.fleetward.core.call.chat.Turn;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.gateway.wire.JsonText;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the contents of a `generateContent` request. Confined to one translation.
///
/// A tool result names the function that it answers, which is found by the id of the call before
/// it. The ids themselves go to the Gemini API alone: Google Cloud refuses them for many models.
final class GeminiContentWriter {
    /// What Google documents for function calls that none of its later models made, or whose
    /// signature got lost: without it, or a real one, they are refused.
    private static final String UNSIGNED = "skip_thought_signature_validator";

    private final JsonText out;
    private final Omissions omissions;
    private final boolean ids;
    private final boolean signs;
    private final Map<String, String> functions = new HashMap<>();

    GeminiContentWriter(JsonText out, Omissions omissions, Endpoint endpoint) {
        this.out = out;
        this.omissions = omissions;
        this.ids = endpoint.provider().style() != Provider.Style.VERTEX;
        this.signs = GeminiThinking.isLater(endpoint.model());
    }

    /// Whether there is nothing in the block that the dialect has a part for.
    static boolean isNothing(Block block) {
        return switch (block) {
            case Block.Text text -> text.text().isEmpty();
            case Block.Refusal refusal -> refusal.text().isEmpty();
            case Block.Thinking thinking -> !Signatures.isMarked(thinking.signature());
            case Block.RedactedThinking ignored -> true;
            case Block.ToolUse ignored -> false;
            case Block.ToolResult ignored -> false;
            case Block.Image ignored -> false;
            case Block.Document ignored -> false;
        };
    }

    void write(List<Turn> turns) throws NotExpressible {
        for (Turn turn : turns) {
            boolean user = turn.role() == Turn.Role.USER;
            out.object().name("role").string(user ? "user" : "model").name("parts").array();
            if (user) {
                user(turn.blocks());
            } else {
                model(turn.blocks());
            }
            out.endArray().endObject();
        }
    }

    /// The first call of a turn has the signature for all of it.
    private void model(List<Block> blocks) throws NotExpressible {
        String signature = signs ? UNSIGNED : null;
        for (Block block : blocks) {
            switch (block) {
                case Block.Thinking thinking -> {
                    String own = Signatures.unmarked(thinking.signature());
                    signature = own == null ? signature : own;
                }
                case Block.ToolUse use -> {
                    functions.put(use.id(), use.name());
                    functionCall(use, signature);
                    signature = null;
                }
                case Block.Text text -> text(text.text());
                case Block.Refusal refusal -> text(refusal.text());
                case Block.Image image -> image(image);
                case Block.Document document -> document(document);
                case Block.RedactedThinking ignored -> {}
                case Block.ToolResult ignored ->
                        omissions.leaveOut(
                                "messages.assistant.content",
                                "an assistant's message holds no tool results");
            }
        }
    }

    private void user(List<Block> blocks) throws NotExpressible {
        List<Block> said = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Block.ToolResult result) {
                said.addAll(functionResponse(result));
            } else {
                said.add(block);
            }
        }
        for (Block block : said) {
            switch (block) {
                case Block.Text text -> text(text.text());
                case Block.Image image -> image(image);
                case Block.Document document -> document(document);
                case Block.Refusal refusal -> text(refusal.text());
                case Block.Thinking ignored -> {}
                case Block.RedactedThinking ignored -> {}
                case Block.ToolUse ignored -> notFromUser();
                case Block.ToolResult ignored -> notFromUser();
            }
        }
    }

    private void notFromUser() throws NotExpressible {
        omissions.leaveOut(
                "messages.user.content", "a user's message holds text, images and documents");
    }

    private void text(String text) {
        out.object().name("text").string(text).endObject();
    }

    private void functionCall(Block.ToolUse use, @Nullable String signature) {
        out.object().name("functionCall").object();
        if (ids) {
            out.name("id").string(use.id());
        }
        out.name("name").string(use.name()).name("args").raw(use.arguments()).endObject();
        if (signature != null) {
            out.name("thoughtSignature").string(signature);
        }
        out.endObject();
    }

    /// Returns what did not fit into the response.
    private List<Block> functionResponse(Block.ToolResult result) throws NotExpressible {
        String function = functions.get(result.toolUseId());
        if (function == null) {
            throw new NotExpressible(
                    "messages: a tool result whose call is not in the messages before it cannot be"
                            + " said to an endpoint of dialect gemini");
        }
        StringBuilder text = new StringBuilder();
        List<Block> media = new ArrayList<>();
        for (Block block : result.content()) {
            if (block instanceof Block.Text said) {
                text.append(text.isEmpty() ? "" : "\n").append(said.text());
            } else {
                omissions.leaveOut(
                        block instanceof Block.Image ? "tool_result.image" : "tool_result.document",
                        "the response of a function is an object here");
                media.add(block);
            }
        }
        out.object().name("functionResponse").object();
        if (ids) {
            out.name("id").string(result.toolUseId());
        }
        out.name("name").string(function).name("response");
        response(text.toString(), result.error());
        out.endObject().endObject();
        return media;
    }

    /// The response is an object: the tool's own where it answered with one.
    private void response(String text, boolean error) {
        if (!error && isObject(text)) {
            out.raw(text);
            return;
        }
        out.object().name(error ? "error" : "output").string(text).endObject();
    }

    private static boolean isObject(String text) {
        if (!text.startsWith("{")) {
            return false;
        }
        try {
            return JsonValue.parse(text) instanceof JsonValue.Obj;
        } catch (JsonValue.Malformed e) {
            return false;
        }
    }

    private void image(Block.Image image) throws NotExpressible {
        switch (image.source()) {
            case MediaSource.Inline inline -> inline(inline);
            case MediaSource.Url(String url) -> file(url);
            case MediaSource.PlainText(String text) -> text(text);
            case MediaSource.Uploaded ignored -> elsewhere();
        }
    }

    private void document(Block.Document document) throws NotExpressible {
        if (document.context() != null) {
            omissions.leaveOut("content.document.context", "a file has no context here");
        }
        switch (document.source()) {
            case MediaSource.Inline inline -> inline(inline);
            case MediaSource.Url(String url) -> file(url);
            case MediaSource.PlainText(String text) ->
                    text(document.title() == null ? text : document.title() + "\n\n" + text);
            case MediaSource.Uploaded ignored -> elsewhere();
        }
    }

    private void elsewhere() throws NotExpressible {
        omissions.leaveOut("content.file", "a file that was uploaded elsewhere");
    }

    private void inline(MediaSource.Inline inline) {
        out.object().name("inlineData").object().name("mimeType").string(inline.mediaType());
        out.name("data").string(inline.base64()).endObject().endObject();
    }

    private void file(String url) {
        out.object().name("fileData").object();
        String type = MediaTypes.ofName(url);
        if (type != null) {
            out.name("mimeType").string(type);
        }
        out.name("fileUri").string(url).endObject().endObject();
    }
}
