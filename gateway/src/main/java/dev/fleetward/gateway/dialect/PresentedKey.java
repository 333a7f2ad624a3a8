package dev.fleetward.gateway.dialect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which key a caller presents. Every dialect's way is accepted for every dialect, since SDKs of
/// one are used for the other. Immutable, no state.
public final class PresentedKey {
    private static final String SCHEME = "bearer ";

    private PresentedKey() {}

    /// The key in `authorization: Bearer`, else in `x-api-key`, else in `api-key` (Azure's way);
    /// null where there is none.
    ///
    /// @param header looks a request header up by its lower-case name; null where it is absent
    public static @Nullable String of(UnaryOperator<@Nullable String> header) {
        String bearer = bearer(header.apply("authorization"));
        if (bearer != null) {
            return bearer;
        }
        String apiKey = present(header.apply("x-api-key"));
        return apiKey != null ? apiKey : present(header.apply("api-key"));
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return present(authorization.substring(SCHEME.length()));
    }

    private static @Nullable String present(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String stripped = value.strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
