package dev.fleetward.control.registry;

import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the configuration again when it, or a file that holds a credential, has changed. A change
/// counts when two looks in a row see the same new state, so a half-written file is rarely read; a
/// file that is wrong changes nothing but the status. Thread-safe.
public final class ConfigWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConfigWatcher.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Registry registry;
    private final Path file;
    private final Clock clock;
    private final Consumer<LoadResult> listener;
    private final ReentrantLock looking = new ReentrantLock();

    private Set<Path> secretFiles = Set.of();
    private List<Fingerprint> acted = List.of();
    private List<Fingerprint> seen = List.of();
    private volatile ConfigStatus status;
    private @Nullable Thread thread;

    /// What a file looked like from outside, and its content's hash; −1s where there is no file.
    private record Fingerprint(Path file, long modifiedMillis, long size, int contentHash) {}

    /// Reads nothing yet: call [#reload] for the first snapshot, then [#start].
    ///
    /// @param listener told each result, one at a time
    public ConfigWatcher(Registry registry, Path file, Clock clock, Consumer<LoadResult> listener) {
        this.registry = registry;
        this.file = file;
        this.clock = clock;
        this.listener = listener;
        this.status =
                new ConfigStatus(file.toString(), ConfigStatus.State.REJECTED, 0, 0, 0, List.of());
    }

    /// Starts to look once a second, on a virtual thread, until [#close].
    public synchronized ConfigWatcher start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("config-watcher").start(this::watch);
        }
        return this;
    }

    public ConfigStatus status() {
        return status;
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                try {
                    look(false);
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "cannot watch " + file, bug);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads the file now, changed or not, and answers what came of it.
    public LoadResult reload() {
        LoadResult result = look(true);
        if (result == null) {
            throw new IllegalStateException("a forced look reads");
        }
        return result;
    }

    /// One look; the result if the file was read.
    @Nullable LoadResult look(boolean force) {
        looking.lock();
        try {
            List<Fingerprint> now = look(print(file));
            boolean settled = now.equals(seen);
            seen = now;
            if (!force && (now.equals(acted) || !settled)) {
                return null;
            }
            acted = now;
            LoadResult result = registry.load(file, status.version() + 1, today());
            adopt(result, now.getFirst());
            listener.accept(result);
            return result;
        } finally {
            looking.unlock();
        }
    }

    /// @param read what the file looked like before it was read, so that no later change is missed
    private void adopt(LoadResult result, Fingerprint read) {
        long now = clock.wallMicros();
        switch (result) {
            case LoadResult.Loaded loaded -> {
                secretFiles = loaded.secretFiles();
                acted = look(read);
                seen = acted;
                status =
                        new ConfigStatus(
                                status.file(),
                                ConfigStatus.State.CURRENT,
                                loaded.snapshot().version(),
                                now,
                                now,
                                loaded.warnings());
            }
            case LoadResult.Rejected rejected ->
                    status =
                            new ConfigStatus(
                                    status.file(),
                                    ConfigStatus.State.REJECTED,
                                    status.version(),
                                    status.loadedWallMicros(),
                                    now,
                                    rejected.problems());
        }
    }

    private LocalDate today() {
        long day = Math.floorDiv(clock.wallMicros(), TimeUnit.DAYS.toMicros(1));
        return LocalDate.ofInstant(
                java.time.Instant.ofEpochSecond(TimeUnit.DAYS.toSeconds(day)), ZoneOffset.UTC);
    }

    private List<Fingerprint> look(Fingerprint config) {
        List<Fingerprint> prints = new ArrayList<>();
        prints.add(config);
        new TreeSet<>(secretFiles).forEach(secret -> prints.add(print(secret)));
        return prints;
    }

    private static Fingerprint print(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            boolean small = attributes.size() <= Registry.MAX_FILE_BYTES;
            return new Fingerprint(
                    path,
                    attributes.lastModifiedTime().toMillis(),
                    attributes.size(),
                    small ? Arrays.hashCode(Files.readAllBytes(path)) : 0);
        } catch (IOException missing) {
            return new Fingerprint(path, -1, -1, -1);
        }
    }
}
