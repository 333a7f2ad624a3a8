package dev.fleetward.control.ledger;

import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder of segments, seen by the one who reads and deletes them. Stateless.
record SegmentsOnDisk(Path folder) {
    static final String FOLDER = "events";
    private static final String SET_ASIDE = ".corrupt";

    /// In the order in which they were written, for each loop.
    List<Name> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> Name.parse(String.valueOf(file.getFileName())))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    Path file(Name name) {
        return folder.resolve(name.file());
    }

    void delete(Name name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /// Keeps the file for people, out of the way.
    Path setAside(Name name) throws IOException {
        Path aside = folder.resolve(name.file() + SET_ASIDE);
        return Files.move(file(name), aside, StandardCopyOption.REPLACE_EXISTING);
    }
}
