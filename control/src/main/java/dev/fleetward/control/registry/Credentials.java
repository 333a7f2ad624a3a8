package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Reads secrets from where the configuration says that they are. Says what is wrong without ever
/// saying what was read. Confined to one load.
final class Credentials {
    private static final int MAX_BYTES = 64 << 10;

    private final Map<String, String> environment;
    private final Path folder;
    private final RandomGenerator random;
    private final Findings findings;
    private final Set<Path> files = new LinkedHashSet<>();

    Credentials(
            Map<String, String> environment,
            Path folder,
            RandomGenerator random,
            Findings findings) {
        this.environment = environment;
        this.folder = folder;
        this.random = random;
        this.findings = findings;
    }

    /// The files that were looked at.
    Set<Path> files() {
        return files;
    }

    /// The secret, or null after a problem was reported.
    @Nullable Secret resolve(SecretReference reference, String path) {
        String value =
                switch (reference) {
                    case SecretReference.Variable variable -> fromEnvironment(variable, path);
                    case SecretReference.InFile file -> fromFile(file, path);
                };
        if (value == null) {
            return null;
        }
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            report(
                    path,
                    reference
                            + (value.isEmpty()
                                    ? " is empty"
                                    : " holds characters that no header can carry"));
            return null;
        }
        byte[] mask = new byte[value.length()];
        random.nextBytes(mask);
        return new Secret(reference.toString(), value, mask);
    }

    private @Nullable String fromEnvironment(SecretReference.Variable variable, String path) {
        String value = environment.get(variable.name());
        if (value == null) {
            report(path, "the environment variable " + variable.name() + " is not set");
            return null;
        }
        return value.strip();
    }

    private @Nullable String fromFile(SecretReference.InFile reference, String path) {
        try {
            Path file = folder.resolve(reference.path());
            files.add(file);
            if (Files.size(file) > MAX_BYTES) {
                report(path, reference + " is larger than " + MAX_BYTES + " bytes");
                return null;
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (CharacterCodingException notText) {
            report(path, reference + " is not UTF-8 text");
        } catch (IOException | java.nio.file.InvalidPathException unreadable) {
            report(path, reference + " cannot be read");
        }
        return null;
    }

    private void report(String path, String message) {
        findings.error(
                findings.value(path),
                path,
                path.substring(path.lastIndexOf('.') + 1) + ": " + message);
    }
}
