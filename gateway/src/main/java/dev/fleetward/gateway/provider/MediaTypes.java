package dev.fleetward.gateway.provider;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The media types of files that are told by their addresses alone. No state.
final class MediaTypes {
    private MediaTypes() {}

    /// By the ending of the path; null where that tells nothing.
    static @Nullable String ofName(String url) {
        String path;
        try {
            path = URI.create(url).getPath();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
        if (path == null) {
            return null;
        }
        return switch (path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "heic" -> "image/heic";
            case "heif" -> "image/heif";
            case "pdf" -> "application/pdf";
            case "txt" -> "text/plain";
            default -> null;
        };
    }
}
