package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Block;
import dev.fleetward.core.call.chat.MediaSource;
import dev.fleetward.gateway.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the content blocks of a messages request. Confined to one translation.
final class AnthropicBlockWriter {
    private final JsonText out;
    private final Omissions omissions;

    AnthropicBlockWriter(JsonText out, Omissions omissions) {
        this.out = out;
        this.omissions = omissions;
    }

    /// Whether there is nothing in the block that the dialect accepts.
    static boolean isNothing(Block block) {
        return switch (block) {
            case Block.Text text -> text.text().isBlank();
            case Block.Refusal refusal -> refusal.text().isBlank();
            case Block.Thinking thinking ->
                    thinking.signature().isEmpty() || Signatures.isMarked(thinking.signature());
            case Block.RedactedThinking ignored -> false;
            case Block.ToolUse ignored -> false;
            case Block.ToolResult ignored -> false;
            case Block.Image ignored -> false;
            case Block.Document ignored -> false;
        };
    }

    /// A string where that says it all, else an array.
    void content(List<Block> blocks) throws NotExpressible {
        if (blocks.size() == 1
                && blocks.getFirst() instanceof Block.Text(String text, String mark)
                && mark == null) {
            out.string(text);
            return;
        }
        out.array();
        for (Block block : blocks) {
            block(block);
        }
        out.endArray();
    }

    void mark(@Nullable String cacheControl) {
        if (cacheControl != null) {
            out.name("cache_control").raw(cacheControl);
        }
    }

    private void block(Block block) throws NotExpressible {
        switch (block) {
            case Block.Text text -> text(text.text(), text.cacheControl());
            case Block.Refusal refusal -> text(refusal.text(), null);
            case Block.Image image -> image(image);
            case Block.Document document -> document(document);
            case Block.ToolUse use -> {
                out.object().name("type").string("tool_use").name("id").string(id(use.id()));
                out.name("name").string(use.name()).name("input").raw(use.arguments());
                mark(use.cacheControl());
                out.endObject();
            }
            case Block.ToolResult result -> toolResult(result);
            case Block.Thinking thinking -> {
                out.object().name("type").string("thinking");
                out.name("thinking").string(thinking.text());
                out.name("signature").string(thinking.signature()).endObject();
            }
            case Block.RedactedThinking redacted -> {
                out.object().name("type").string("redacted_thinking");
                out.name("data").string(redacted.data()).endObject();
            }
        }
    }

    private void text(String text, @Nullable String mark) {
        out.object().name("type").string("text").name("text").string(text);
        mark(mark);
        out.endObject();
    }

    private void toolResult(Block.ToolResult result) throws NotExpressible {
        out.object().name("type").string("tool_result");
        out.name("tool_use_id").string(id(result.toolUseId()));
        List<Block> said = result.content().stream().filter(block -> !isNothing(block)).toList();
        if (!said.isEmpty()) {
            out.name("content");
            content(said);
        }
        if (result.error()) {
            out.name("is_error").bool(true);
        }
        mark(result.cacheControl());
        out.endObject();
    }

    private void image(Block.Image image) throws NotExpressible {
        switch (image.source()) {
            case MediaSource.Inline inline -> {
                out.object().name("type").string("image").name("source");
                base64(inline);
                mark(image.cacheControl());
                out.endObject();
            }
            case MediaSource.Url(String url) -> {
                out.object().name("type").string("image").name("source").object();
                out.name("type").string("url").name("url").string(url).endObject();
                mark(image.cacheControl());
                out.endObject();
            }
            case MediaSource.PlainText ignored -> elsewhere();
            case MediaSource.Uploaded ignored -> elsewhere();
        }
    }

    private void elsewhere() throws NotExpressible {
        omissions.leaveOut("content.file", "a file that was uploaded elsewhere");
    }

    private void document(Block.Document document) throws NotExpressible {
        MediaSource source = document.source();
        String text = source instanceof MediaSource.Inline inline ? plainText(inline) : null;
        if (text != null) {
            source = new MediaSource.PlainText(text);
        }
        if (source instanceof MediaSource.Uploaded) {
            elsewhere();
            return;
        }
        if (source instanceof MediaSource.Inline(String mediaType, String ignored)
                && !mediaType.equals("application/pdf")) {
            omissions.leaveOut("content.file", "a file that is neither PDF nor text");
            return;
        }
        out.object().name("type").string("document").name("source");
        switch (source) {
            case MediaSource.Inline inline -> base64(inline);
            case MediaSource.Url(String url) -> {
                out.object().name("type").string("url");
                out.name("url").string(url).endObject();
            }
            case MediaSource.PlainText(String plain) -> {
                out.object().name("type").string("text").name("media_type").string("text/plain");
                out.name("data").string(plain).endObject();
            }
            case MediaSource.Uploaded uploaded ->
                    throw new IllegalStateException("left out above: " + uploaded.dialect());
        }
        if (document.title() != null) {
            out.name("title").string(document.title());
        }
        if (document.context() != null) {
            out.name("context").string(document.context());
        }
        mark(document.cacheControl());
        out.endObject();
    }

    private static @Nullable String plainText(MediaSource.Inline inline) {
        if (!inline.mediaType().startsWith("text/")) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(inline.base64()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void base64(MediaSource.Inline inline) {
        out.object().name("type").string("base64");
        out.name("media_type").string(inline.mediaType());
        out.name("data").string(inline.base64()).endObject();
    }

    /// The dialect takes letters, digits, `_` and `-` only; any other character becomes `_` and its
    /// code, the same way in the call and in its result.
    private static String id(String id) {
        StringBuilder spelled = null;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '-';
            if (!allowed && spelled == null) {
                spelled = new StringBuilder(id.substring(0, i));
            }
            if (spelled != null) {
                if (allowed) {
                    spelled.append(c);
                } else {
                    spelled.append('_').append(Integer.toHexString(c));
                }
            }
        }
        return spelled == null ? id : spelled.toString();
    }
}
