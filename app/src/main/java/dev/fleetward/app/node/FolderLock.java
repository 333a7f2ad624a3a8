package dev.fleetward.app.node;

import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The data folder, held by one node at a time: from before anything in it is read until all of it
/// is written. The operating system lets go of it when the process dies in whatever way. Immutable.
final class FolderLock implements AutoCloseable {
    private static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the folder, and makes it where it is missing.
    ///
    /// @throws Trouble where another node has it, or where it cannot be written
    static FolderLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw taken(folder);
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the data folder " + folder + " cannot be written: " + reason(e),
                    "Name another with --data, or make it writable.",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static Trouble taken(Path folder) {
        String who =
                RuntimeFile.read(folder)
                        .filter(RuntimeFile::isAlive)
                        .map(node -> "process " + node.pid() + ", gateway at " + node.gateway())
                        .orElse("it is starting or ending");
        return new Trouble(
                Trouble.USAGE,
                "another node uses the data folder " + folder + " (" + who + ")",
                "End that one first, or name another folder with --data.");
    }

    /// The messages of some exceptions are nothing but the path.
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException file -> file.getFile() + " is no folder";
            case FileSystemException of when of.getReason() != null ->
                    Objects.requireNonNull(of.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
