package dev.fleetward.control.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Whether the disk has room for what the database writes next. Stateless but for the path.
///
/// A database whose checkpoint runs out of disk may be damaged beyond opening, and opening it is
/// enough to begin one. So the database is neither opened nor written to while there is less room
/// than a checkpoint may take; events wait in the log meanwhile, where they are safe. A disk that
/// fills between the look and the writing fails the commit alone, which the log survives.
final class Room {
    /// What stays free beyond the write-ahead log, all of which a checkpoint writes once more.
    static final long LEAST_BYTES = 4L << 20;

    private final Path data;

    Room(Path data) {
        this.data = data;
    }

    /// @throws IOException where there is too little; its message says how much is needed
    void require() throws IOException {
        Path log = data.resolve(Store.FILE + ".wal");
        long needed = LEAST_BYTES + (Files.exists(log) ? Files.size(log) : 0);
        long free = Files.getFileStore(data).getUsableSpace();
        if (free < needed) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "No space left for the ledger in %s: %.1f MB are free, %.1f MB needed",
                            data,
                            free / 1e6,
                            needed / 1e6));
        }
    }
}
