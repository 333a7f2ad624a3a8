package dev.fleetward.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/// Damages bytes as broken senders and hostile ones do: flips, cuts, doubles, splices and inserts
/// what parsers stumble over. The same seed damages the same way.
public final class Mutation {
    private static final String[] STUMBLES = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\n",
        "\n\n",
        "\r\n",
        "data: ",
        "event: ",
        "\u0000",
        "\\u",
        "\\ud800",
        "null",
        "-",
        "1e9999",
        "\"type\":",
        "\"usage\":{",
        "\"choices\":[",
        "\"error\":\"",
        "\uFEFF"
    };

    private final Random random;

    public Mutation(long seed) {
        this.random = new Random(seed);
    }

    /// A copy of `bytes` with one to four damages.
    public byte[] of(byte[] bytes) {
        byte[] damaged = bytes;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    private byte[] once(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(Math.min(40, bytes.length - from) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> flipped(bytes);
            case 1 -> Arrays.copyOf(bytes, from);
            case 2 -> spliced(bytes, from, to, new byte[0]);
            case 3 -> spliced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            case 4 -> spliced(bytes, from, from, stumble());
            default -> spliced(bytes, from, to, stumble());
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
        }
        return flipped;
    }

    private byte[] stumble() {
        return STUMBLES[random.nextInt(STUMBLES.length)].getBytes(UTF_8);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] out = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
