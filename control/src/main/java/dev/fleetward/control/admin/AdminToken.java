package dev.fleetward.control.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// The bearer token of the admin API, kept in the data folder for its owner only. Prints without
/// its value. Immutable.
public final class AdminToken {
    /// The file's name in the data folder.
    public static final String FILE = "admin-token";

    private static final int RANDOM_BYTES = 32;
    private static final long MAX_FILE_BYTES = 1_024;
    private static final Pattern SHAPE = Pattern.compile("[\\x21-\\x7e]{20,512}");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final String value;
    private final byte[] hash;

    private AdminToken(String value) {
        this.value = value;
        this.hash = hash(value);
    }

    /// The token of this data folder. Makes one, readable by its owner only, where there is none.
    ///
    /// @param random a `SecureRandom`
    public static AdminToken loadOrCreate(Path data, RandomGenerator random) throws IOException {
        Path file = data.resolve(FILE);
        return Files.exists(file) ? load(data) : create(file, random);
    }

    /// The token of this data folder, for clients.
    public static AdminToken load(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " holds no token: it is too large");
        }
        if (posix(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        String value = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (!SHAPE.matcher(value).matches()) {
            throw new IOException(file + " holds no token; delete it to get a new one");
        }
        return new AdminToken(value);
    }

    private static AdminToken create(Path file, RandomGenerator random) throws IOException {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String value = "fwa-" + HexFormat.of().formatHex(bytes);
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        // Whole or not at all, and never readable by others, not even for a moment.
        Path temporary = Files.createTempFile(folder, FILE, ".new");
        if (posix(temporary)) {
            Files.setPosixFilePermissions(temporary, OWNER_ONLY);
        }
        Files.writeString(temporary, value + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return new AdminToken(value);
    }

    private static boolean posix(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }

    /// The value, for the `authorization` header of a client.
    public String reveal() {
        return value;
    }

    /// Whether a caller's token is this one, in a time that does not tell how much of it is right.
    boolean matches(String presented) {
        return MessageDigest.isEqual(hash, hash(presented));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "AdminToken[hidden]";
    }
}
