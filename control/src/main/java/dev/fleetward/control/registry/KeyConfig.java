package dev.fleetward.control.registry;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key that callers present. Immutable.
@Doc("A key that callers present. Only its hash is kept.")
public record KeyConfig(
        @Doc(
                        value = "The SHA-256 of the key, 64 hexadecimal digits.",
                        example =
                                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        sensitive = true)
                String sha256,
        @Doc(value = "The feature that the key belongs to.", example = "support-chat")
                String feature,
        @Doc(value = "The tenant that the key belongs to.", example = "finance")
                @Nullable String tenant) {

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    public KeyConfig {
        // The value is not shown: somebody may have written the key itself.
        new Expect()
                .that(
                        "sha256",
                        HEX.matcher(sha256).matches(),
                        "not a hash",
                        "64 hexadecimal digits, the SHA-256 of the key")
                .orThrow();
    }

    byte[] hash() {
        return HexFormat.of().parseHex(sha256);
    }
}
