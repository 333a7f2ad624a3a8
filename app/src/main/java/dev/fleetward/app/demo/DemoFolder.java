package dev.fleetward.app.demo;

import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// The folder that a demonstration keeps its files in. A marker in it says that it may be wiped, so
/// that nobody's own folder ever is. Immutable.
///
/// @param keep whether it stays after the end
record DemoFolder(Path path, boolean keep) {
    private static final String MARKER = ".made-by-the-demonstration";
    static final String CONFIG = "fleetward.yaml";

    /// Wipes what an earlier demonstration left, and begins anew.
    void prepare() {
        try {
            if (Files.exists(path)) {
                if (RuntimeFile.read(path).filter(RuntimeFile::isAlive).isPresent()) {
                    throw new Trouble(
                            Trouble.USAGE,
                            "a demonstration runs in " + path + " already",
                            "End it, or give this one another folder with --data and a port with --port.");
                }
                if (Files.exists(path.resolve(MARKER))) {
                    wipe();
                } else if (!isEmpty()) {
                    throw new Trouble(
                            Trouble.USAGE,
                            path + " holds files that are not a demonstration's",
                            "Nothing was deleted. Name another folder with --data.");
                }
            }
            Files.createDirectories(path);
            Files.writeString(
                    path.resolve(MARKER), "This folder is wiped by the next demonstration.\n");
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the folder " + path + " cannot be used: " + e.getMessage(),
                    "Name another with --data.",
                    e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (var files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    Path config() {
        return path.resolve(CONFIG);
    }

    /// Removes it, unless it is to be kept.
    void leave() throws IOException {
        if (!keep && Files.exists(path.resolve(MARKER))) {
            wipe();
        }
    }

    private void wipe() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder,
                            java.io.@org.jspecify.annotations.Nullable IOException failed)
                            throws IOException {
                        if (failed != null) {
                            throw failed;
                        }
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
