package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.unit.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class AccessLogTest {
    private static final Clock STILL =
            new Clock() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public long wallMicros() {
                    return 0;
                }
            };

    @TempDir Path folder;

    @Test
    void saysWhatIsWrongWithAnAnswerThatWasGivenWhole() throws IOException {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.toFile(file, STILL)) {
            log.closed(Events.declined(), null);
            log.closed(Events.succeeded(), null);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(parse(lines.get(0))).containsEntry("flaw", "refused");
        assertThat(parse(lines.get(1))).doesNotContainKey("flaw");
    }

    @Test
    void writesEachSettledAttemptAsOneLineOfJson() throws IOException {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.toFile(file, STILL)) {
            log.closed(Events.failed(1, false, FailureKind.PROVIDER_OVERLOADED), null);
            log.closed(Events.succeeded(), null);
            log.closed(Events.refused(), null);
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(parse(lines.get(0)))
                .containsEntry("last", "false")
                .containsEntry("failure", "provider_overloaded")
                .containsEntry("blame", "provider")
                .containsEntry("providerStatus", "529")
                .doesNotContainKey("status");
        assertThat(parse(lines.get(1)))
                .containsEntry("time", "2026-11-18T11:06:40Z")
                .containsEntry("call", Events.succeeded().call().toString())
                .containsEntry("attempt", "1")
                .containsEntry("last", "true")
                .containsEntry("key", "ab12cd34ef56")
                .containsEntry("tenant", "acme \"west\"")
                .containsEntry("endpoint", "claude-us")
                .containsEntry("status", "200")
                .containsEntry("inputTokens", "40")
                .containsEntry("cacheReadTokens", "60")
                .containsEntry("costNanos", "513000")
                .containsEntry("queuedMs", "2.0")
                .containsEntry("firstTokenMs", "53.0")
                .containsEntry("endMs", "203.0")
                .doesNotContainKey("job");
        assertThat(parse(lines.get(2)))
                .containsEntry("ending", "refused")
                .containsEntry("attempt", "0")
                .doesNotContainKey("endpoint");
    }

    @Test
    void keepsAStrangersLineFeedsInsideTheLine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.toStream(out, STILL)) {
            log.closed(Events.served("evil\n{\"last\":true}"), null);
        }

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        assertThat(parse(lines.getFirst())).containsEntry("modelServed", "evil\n{\"last\":true}");
    }

    @Test
    void beginsANewFileWhenTheOldOneIsRenamed() throws IOException {
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        try (AccessLog log = AccessLog.toFile(file, STILL)) {
            log.closed(Events.succeeded(), null);
            await(() -> log.written() == 1);
            Files.move(file, rotated);
            log.closed(Events.refused(), null);
        }

        assertThat(Files.readAllLines(rotated)).hasSize(1);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void dropsAndCountsWhatFindsNoRoomAndReturnsAtOnce() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        int room = 10;
        AccessLog log =
                new AccessLog(new LineFile.Plain(new StuckStream(stuck, release)), room, STILL);
        try (log) {
            log.closed(Events.succeeded(), null);
            awaitLatch(stuck);
            for (int i = 0; i < room + 5; i++) {
                log.closed(Events.succeeded(), null);
            }
            assertThat(log.lost()).isEqualTo(5);
            release.countDown();
        }

        assertThat(log.written()).isEqualTo(1 + room);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // /dev/full answers every write as a full disk does.
    void survivesAFullDiskAndGoesOnWhenThereIsRoomAgain() throws IOException {
        Path file = folder.resolve("access.log");
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        try (AccessLog log = AccessLog.toFile(file, STILL)) {
            log.closed(Events.succeeded(), null);
            await(() -> log.lost() == 1);
            Files.delete(file);
            log.closed(Events.succeeded(), null);
            await(() -> log.written() == 1);
        }

        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    private static Map<String, String> parse(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getString());
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        await(() -> latch.getCount() == 0);
    }

    /// Blocks its first write until released. Thread-safe.
    private static final class StuckStream extends OutputStream {
        private final CountDownLatch stuck;
        private final CountDownLatch release;

        private StuckStream(CountDownLatch stuck, CountDownLatch release) {
            this.stuck = stuck;
            this.release = release;
        }

        @Override
        public void write(int unused) throws IOException {
            stuck.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(0);
        }
    }
}
