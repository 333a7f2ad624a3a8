package dev.fleetward.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A credential and the reference it came from. Prints as its reference; the value is kept masked,
/// so that neither a log line nor a look at the heap shows it. Immutable.
public final class Secret {
    private final String reference;
    private final byte[] masked;
    private final byte[] mask;

    /// @param reference where it came from, such as `env:OPENAI_API_KEY`
    /// @param mask random bytes, as long as the UTF-8 form of `value`
    public Secret(String reference, String value, byte[] mask) {
        this.reference = reference;
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (mask.length != bytes.length) {
            throw new IllegalArgumentException(
                    "mask: " + mask.length + " bytes (expected: " + bytes.length + ")");
        }
        this.mask = mask.clone();
        this.masked = xor(bytes, mask);
    }

    public String reference() {
        return reference;
    }

    /// The value in the clear. For the header of an outgoing request and for nothing else.
    public String reveal() {
        return new String(xor(masked, mask), StandardCharsets.UTF_8);
    }

    /// Four hexadecimal digits that tell whether the value changed; too few to confirm a guess.
    public String print() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(xor(masked, mask));
            return HexFormat.of().formatHex(hash, 0, 2);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }

    @Override
    public String toString() {
        return "Secret[" + reference + "]";
    }
}
