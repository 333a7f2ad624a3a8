package dev.fleetward.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlStoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;
    private ControlStore store = ControlStore.start(Path.of("/nowhere"), new TestClock());

    @BeforeEach
    void start() throws Exception {
        restart(() -> {});
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.OPEN);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    @FunctionalInterface
    private interface Meanwhile {
        void run() throws Exception;
    }

    private void restart(Meanwhile meanwhile) throws Exception {
        store.close();
        meanwhile.run();
        store = ControlStore.start(folder, new TestClock());
        store.awaitOpen(LIMIT);
    }

    private void write(long number) throws StoreUnavailable {
        store.write(rows ->
                rows.update(
                        "INSERT INTO change (number, at_micros, actor, kind, words)"
                                + " VALUES (?, ?, 'me', 'test', 'none')",
                        number,
                        number * 10));
    }

    private List<Long> numbers() throws StoreUnavailable {
        return store.read(rows ->
                rows.list(
                        "SELECT number FROM change ORDER BY number", row -> row.number("number")));
    }

    /// Waits until the store is usable, asking it in the meantime as anybody would.
    private void awaitUsable() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (store.status().state() != StoreStatus.State.OPEN) {
            assertThat(System.nanoTime()).as("usable again in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        write(1);
        write(2);
        restart(() -> {});
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void anOpeningThatTakesForEverHoldsUpNobody() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        ControlStore slow =
                ControlStore.start(
                        folder,
                        new TestClock(),
                        (file, wallMicros) -> {
                            awaitQuietly(opening);
                            return Database.open(file, wallMicros);
                        },
                        Duration.ofMillis(50));
        try {
            assertThatThrownBy(() -> slow.<Integer>read(_ -> 1))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("being opened");
            opening.countDown();
            assertThat(slow.awaitOpen(LIMIT)).isTrue();
            assertThat(slow.<Integer>read(_ -> 1)).isEqualTo(1);
        } finally {
            opening.countDown();
            slow.close();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFaultOfTheStoresOwnEndsNeitherItsThreadNorWhatWaits() throws Exception {
        java.util.concurrent.atomic.AtomicInteger tries =
                new java.util.concurrent.atomic.AtomicInteger();
        ControlStore faulty =
                ControlStore.start(
                        folder,
                        new TestClock(),
                        (file, wallMicros) -> {
                            if (tries.getAndIncrement() == 0) {
                                throw new StackOverflowError("a test");
                            }
                            return Database.open(file, wallMicros);
                        },
                        LIMIT);
        try {
            assertThat(faulty.awaitOpen(LIMIT)).isFalse();
            long end = System.nanoTime() + LIMIT.toNanos();
            while (faulty.status().state() != StoreStatus.State.OPEN) {
                assertThat(System.nanoTime()).as("usable in time").isLessThan(end);
                Thread.sleep(20);
            }
            assertThat(faulty.<Integer>read(_ -> 1)).isEqualTo(1);
        } finally {
            faulty.close();
        }
    }

    @Test
    void theFileIsTheOwnersAlone() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder.resolve(ControlStore.FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aPieceOfWorkThatFailsLeavesNothing() throws Exception {
        assertThatThrownBy(() ->
                        store.write(rows -> {
                            rows.update(
                                    "INSERT INTO change (number, at_micros, actor, kind, words)"
                                            + " VALUES (1, 1, 'me', 'test', 'none')");
                            throw new IllegalArgumentException("a bug");
                        }))
                .hasRootCauseMessage("a bug");
        assertThat(numbers()).isEmpty();
    }

    @Test
    void aMistakeInAStatementIsNoTroubleOfTheFile() throws Exception {
        write(1);
        assertThatThrownBy(() -> write(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.read(rows -> rows.list("SELECT nothing", Row::toString)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store.status()).isEqualTo(new StoreStatus(StoreStatus.State.OPEN, null));
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void valuesComeBackAsTheyWere() throws Exception {
        store.write(rows ->
                rows.update(
                        "INSERT INTO change (number, at_micros, actor, kind, subject, words)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        Long.MAX_VALUE,
                        true,
                        "O'Brien; DROP TABLE change",
                        "test",
                        null,
                        "größer\n→"));
        List<String> read =
                store.read(rows ->
                        rows.list(
                                "SELECT * FROM change",
                                row ->
                                        row.number("number")
                                                + "|"
                                                + row.flag("at_micros")
                                                + "|"
                                                + row.text("actor")
                                                + "|"
                                                + row.textOrNull("subject")
                                                + "|"
                                                + row.text("words")));
        assertThat(read)
                .containsExactly(
                        Long.MAX_VALUE + "|true|O'Brien; DROP TABLE change|null|größer\n→");
    }

    @Test
    void manyWritersTakeTurns() throws Exception {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                long number = i;
                threads.submit(() -> {
                    write(number);
                    return number;
                });
            }
        }
        assertThat(numbers()).hasSize(100);
    }

    @Test
    void aFileHeldByAnotherProgramIsTriedAgain() throws Exception {
        CountDownLatch usable = new CountDownLatch(1);
        try (Connection other =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve(ControlStore.FILE));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> write(1)).isInstanceOf(StoreUnavailable.class);
            assertThat(store.status().state()).isEqualTo(StoreStatus.State.RETRYING);
            assertThat(store.status().problem()).contains("locked");
            store.whenUsable(usable::countDown);
            statement.execute("ROLLBACK");
        }
        assertThat(usable.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        write(2);
        assertThat(numbers()).containsExactly(2L);
    }

    @Test
    void aDamagedFileIsToldAndLeftForPeopleToMend() throws Exception {
        Path file = folder.resolve(ControlStore.FILE);
        restart(() -> Files.writeString(file, "no database at all, but long enough".repeat(100)));
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.RETRYING);
        assertThat(store.status().problem()).contains("not a database");
        assertThatThrownBy(this::numbers)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("not a database");
        assertThat(Files.readString(file)).startsWith("no database at all");

        Files.delete(file);
        awaitUsable();
        write(1);
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void pagesThatWereOverwrittenAreNoticedAtTheStart() throws Exception {
        for (long number = 0; number < 2_000; number++) {
            write(number);
            number += 19;
        }
        Path file = folder.resolve(ControlStore.FILE);
        restart(() -> {
            byte[] bytes = Files.readAllBytes(file);
            java.util.Arrays.fill(bytes, 4_096, bytes.length, (byte) 0xa5);
            Files.write(file, bytes);
        });
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.RETRYING);
    }

    @Test
    void aFileThatWasMovedAwayIsMadeAnewAndTheMovedOneIsWhole() throws Exception {
        write(1);
        Path file = folder.resolve(ControlStore.FILE);
        Files.move(file, folder.resolve("moved.db"));
        write(2);
        assertThat(numbers()).containsExactly(2L);
        restart(() -> {
            Files.delete(file);
            Files.move(folder.resolve("moved.db"), file);
        });
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void aFolderInTheFilesPlaceIsTriedAgain() throws Exception {
        Path file = folder.resolve(ControlStore.FILE);
        restart(() -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.RETRYING);
        Files.delete(file);
        awaitUsable();
        write(1);
    }

    @Test
    void aFullDiskTakesNothingBackAndIsTriedAgain() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "fleetward", disk.toString()),
                "skipped: mounting a tmpfs is not allowed here");
        store.close();
        store = ControlStore.start(disk, new TestClock());
        try {
            assertThat(store.awaitOpen(LIMIT)).isTrue();
            long acknowledged = 0;
            try (var ballast = Files.newOutputStream(disk.resolve("ballast"))) {
                fill(ballast);
            }
            try {
                for (long number = 1; number <= 100_000; number++) {
                    write(number);
                    acknowledged = number;
                }
            } catch (StoreUnavailable full) {
                assertThat(full).hasMessageContaining("full");
            }
            assertThat(store.status().state()).isEqualTo(StoreStatus.State.RETRYING);
            Files.delete(disk.resolve("ballast"));
            awaitUsable();
            assertThat(numbers()).hasSize((int) acknowledged);
            write(acknowledged + 1);
        } finally {
            store.close();
            run("umount", "-l", disk.toString());
        }
    }

    private static void fill(java.io.OutputStream ballast) {
        byte[] block = new byte[4_096];
        try {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException full) {
            // As it should be.
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    @Test
    void aKilledProcessTakesNothingBack() throws Exception {
        store.close();
        List<Long> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < 3; kill++) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    DoomedStore.class.getName(),
                                    folder.toString(),
                                    Integer.toString(kill * 1_000_000))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (BufferedReader output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.US_ASCII))) {
                int lines = 0;
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    acknowledged.add(Long.parseLong(line));
                    if (++lines == 50 + 17 * kill) {
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        restart(() -> {});
        assertThat(acknowledged).hasSizeGreaterThan(150);
        assertThat(numbers()).containsAll(acknowledged);
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        store.close();
        assertThatThrownBy(() -> write(1))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("closed");
    }
}
