package dev.fleetward.core.call.chat;

import dev.fleetward.core.call.WireDialect;

/// Where the bytes of an image or a document are. Immutable.
public sealed interface MediaSource {
    /// @param base64 the bytes, as they were encoded
    record Inline(String mediaType, String base64) implements MediaSource {}

    record Url(String url) implements MediaSource {}

    record PlainText(String text) implements MediaSource {}

    /// A file that was uploaded to a provider before, and means nothing to any other.
    record Uploaded(WireDialect dialect, String id) implements MediaSource {}
}
