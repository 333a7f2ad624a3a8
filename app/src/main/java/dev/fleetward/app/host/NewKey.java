package dev.fleetward.app.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A fresh key, in the clear, with the hash by which the fleet knows it. Immutable.
///
/// @param sha256 64 hexadecimal digits
public record NewKey(String key, String sha256) {
    private static final int RANDOM_BYTES = 24;

    /// @param random a cryptographic source wherever the key guards anything
    public static NewKey create(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String key = "fw-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(key, hash(key));
    }

    private static String hash(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "NewKey[" + sha256 + "]";
    }
}
