package dev.fleetward.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Public data that lies in a folder `shared/data` beside or above the repository and is no part of
/// it. Whoever needs a file of it must do without where it is absent. Stateless.
public final class PublicFiles {
    private static final Path FOLDER = Path.of("shared", "data");

    private PublicFiles() {}

    /// The file of that name, seen from a folder in or beside the repository.
    ///
    /// @param name such as `traces/vtc/arrivals_real.csv`
    public static Optional<Path> find(Path from, String name) {
        Path folder = from.toAbsolutePath().normalize();
        while (folder != null) {
            Path file = folder.resolve(FOLDER).resolve(name);
            if (Files.isReadable(file)) {
                return Optional.of(file);
            }
            folder = folder.getParent();
        }
        return Optional.empty();
    }
}
