package dev.fleetward.gateway.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where whole lines go. Confined to the writing thread.
sealed interface LineFile {
    /// Appends lines, each of which ends with a line feed. After an exception some of them may have
    /// been written; the next call starts on a line of its own.
    void append(ByteArrayOutputStream lines) throws IOException;

    /// Never throws: there is nobody left to tell.
    void close();

    /// A stream that belongs to somebody else.
    final class Plain implements LineFile {
        private final OutputStream stream;

        Plain(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void append(ByteArrayOutputStream lines) throws IOException {
            lines.writeTo(stream);
            stream.flush();
        }

        @Override
        public void close() {}
    }

    /// A file that others may rename or remove at any time; a new one is then begun at its path.
    final class Rotatable implements LineFile {
        private final Path path;
        private @Nullable FileChannel channel;
        private @Nullable Object identity;
        private boolean torn;

        Rotatable(Path path) {
            this.path = path;
        }

        @Override
        public void append(ByteArrayOutputStream lines) throws IOException {
            FileChannel out = current();
            if (torn) {
                write(out, ByteBuffer.wrap(new byte[] {'\n'}));
                torn = false;
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            try {
                write(out, bytes);
            } catch (IOException full) {
                torn = bytes.position() > 0 && bytes.get(bytes.position() - 1) != '\n';
                throw full;
            }
        }

        private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }

        private FileChannel current() throws IOException {
            FileChannel open = channel;
            if (open != null && Objects.equals(identity, identityAtPath())) {
                return open;
            }
            close();
            FileChannel opened =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            channel = opened;
            identity = identityAtPath();
            torn = false;
            return opened;
        }

        /// The file's number on its disk, or null where there is no file.
        private @Nullable Object identityAtPath() throws IOException {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            } catch (NoSuchFileException rotated) {
                return null;
            }
        }

        @Override
        public void close() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException nothingLeftToSave) {
                    // The bytes were written before; a failing close cannot take them back.
                }
                channel = null;
            }
        }
    }
}
