package dev.fleetward.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.event.SegmentFormat.State;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogsTest {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final Duration SYNC = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Clock CLOCK = new HostClock();

    @TempDir Path folder;

    private final Deque<SegmentLogs> opened = new ArrayDeque<>();

    private record HostClock() implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMicros() {
            return System.currentTimeMillis() * 1_000;
        }
    }

    @AfterEach
    void stopLogs() throws Exception {
        for (SegmentLogs logs : opened) {
            logs.stop();
        }
    }

    @Test
    void whatWasAppendedIsInTheFilesAtOnce() throws Exception {
        SegmentLogs logs = open(folder, 2, 8);
        assertThat(logs.sink(0).tryOpen(TestEvents.opened(1))).isTrue();
        assertThat(logs.sink(1).tryOpen(TestEvents.opened(2))).isTrue();
        logs.sink(1).close(TestEvents.closed(2));
        logs.sink(0).close(TestEvents.refused(3));
        assertThat(TestEvents.read(folder))
                .extracting(event -> event.call().low(), CallEvent::phase)
                .containsExactly(
                        tuple(1L, Phase.OPENED),
                        tuple(3L, Phase.CLOSED),
                        tuple(2L, Phase.OPENED),
                        tuple(2L, Phase.CLOSED));
        assertThat(logs.status().openCalls()).isEqualTo(1);
    }

    @Test
    void stoppingClosesAndTrimsEverySegment() throws Exception {
        SegmentLogs logs = open(folder, 1, 8);
        assertThat(logs.sink(0).tryOpen(TestEvents.opened(1))).isTrue();
        stop(logs);
        List<Name> names = TestEvents.segments(folder);
        assertThat(names).hasSize(1);
        byte[] bytes = Files.readAllBytes(folder.resolve(names.getFirst().file()));
        SegmentFormat.Header header =
                SegmentFormat.readHeader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN))
                        .orElseThrow();
        assertThat(header.state()).isEqualTo(State.CLOSED);
        assertThat(header.end()).isEqualTo(bytes.length).isLessThan(1_000);
        assertThat(logs.sink(0).tryOpen(TestEvents.opened(2))).isFalse();
    }

    @Test
    void everyRecordSurvivesManyRotations() throws Exception {
        SegmentLogs logs = open(folder, 1, 10_000);
        EventSink sink = logs.sink(0);
        int calls = 5_000;
        for (int i = 0; i < calls; i++) {
            int number = i;
            await(() -> sink.tryOpen(TestEvents.opened(number)));
            sink.close(TestEvents.closed(number));
        }
        stop(logs);
        assertThat(TestEvents.segments(folder)).hasSizeGreaterThan(20);
        assertThat(closedNumbers(TestEvents.read(folder)))
                .containsExactlyElementsOf(LongStream.range(0, calls).boxed().toList());
    }

    @Test
    void aFullLogRefusesNewCallsButTakesTheClosedRecordOfEveryOpenOne() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SegmentLogs logs = open(folder, 1, 3);
        EventSink sink = logs.sink(0);
        Deque<Long> open = new ArrayDeque<>();
        long number = 0;
        long closed = 0;
        while (true) {
            if (sink.tryOpen(TestEvents.opened(number))) {
                open.add(number++);
            } else if (waitsForLedger(logs)) {
                break;
            }
            // One call stays open, however long the next segment is in the making.
            if (random.nextInt(5) < 2 && open.size() > 1) {
                sink.close(TestEvents.closed(open.poll()));
                closed++;
            }
        }
        assertThat(logs.status().state()).isEqualTo(SegmentLogs.State.FULL);
        assertThat(open).isNotEmpty();
        while (!open.isEmpty()) {
            sink.close(TestEvents.closed(open.poll()));
            closed++;
        }
        assertThat(logs.status().dropped()).as("seed %s", seed).isZero();
        assertThat(closedNumbers(TestEvents.read(folder)))
                .as("seed %s", seed)
                .hasSize((int) closed)
                .doesNotHaveDuplicates();
    }

    @Test
    void recordsAgainOnceTheLedgerHasTakenSegments() throws Exception {
        SegmentLogs logs = open(folder, 1, 2);
        EventSink sink = logs.sink(0);
        long number = fill(logs, sink, "wait for the ledger");
        Files.delete(folder.resolve(TestEvents.segments(folder).getFirst().file()));
        long next = number;
        await(() -> sink.tryOpen(TestEvents.opened(next)));
        assertThat(logs.status().state()).isNotEqualTo(SegmentLogs.State.FULL);
    }

    @Test
    void aFailedAllocationRefusesCallsUntilThereIsRoomAgain() throws Exception {
        AtomicBoolean diskFull = new AtomicBoolean();
        SegmentFolder real = SegmentLogs.openFolder(folder, 1, SEGMENT_BYTES, 100, CLOCK);
        SegmentSource source =
                loop -> {
                    if (diskFull.get()) {
                        throw new IOException("No space left on device");
                    }
                    return real.prepare(loop);
                };
        SegmentLogs logs = SegmentLogs.start(real, source, 1, SYNC, CLOCK);
        opened.add(logs);
        assertThat(logs.awaitReady(Duration.ofSeconds(20))).isTrue();
        diskFull.set(true);
        long number = fill(logs, logs.sink(0), "No space left on device");
        diskFull.set(false);
        await(() -> logs.sink(0).tryOpen(TestEvents.opened(number)));
    }

    @Test
    void aDiskThatIsReallyFullRefusesCallsAndRecovers() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", mount.toString()));
        try {
            SegmentLogs logs = open(mount, 1, 100);
            long number = fill(logs, logs.sink(0), "space");
            assertThat(TestEvents.read(mount)).hasSize((int) (2 * number));
            Files.delete(
                    folder.resolve("small").resolve(TestEvents.segments(mount).getFirst().file()));
            await(() -> logs.sink(0).tryOpen(TestEvents.opened(number)));
            stop(logs);
        } finally {
            assertThat(run("umount", mount.toString())).isTrue();
        }
    }

    @Test
    void refusesMoreOpenCallsThanItKeepsRoomFor() throws Exception {
        SegmentLogs logs = open(folder, 1, 100);
        EventSink sink = logs.sink(0);
        long[] number = {0};
        await(() -> {
            if (sink.tryOpen(TestEvents.opened(number[0]))) {
                number[0]++;
                return false;
            }
            return String.valueOf(logs.status().reason()).contains("more calls are open");
        });
        for (long i = 0; i < number[0]; i++) {
            sink.close(TestEvents.closed(i));
        }
        assertThat(closedNumbers(TestEvents.read(folder))).hasSize((int) number[0]);
        await(() -> sink.tryOpen(TestEvents.opened(number[0])));
    }

    @Test
    void dropsAndCountsRefusedCallsWhenTheLogIsFull() throws Exception {
        SegmentLogs logs = open(folder, 1, 2);
        long number = fill(logs, logs.sink(0), "wait for the ledger");
        for (int i = 0; i < 1_000; i++) {
            logs.sink(0).close(TestEvents.refused(number + i));
        }
        assertThat(logs.status().dropped()).isPositive();
    }

    @Test
    void aSecondProcessMayNotWriteToTheSameFolder() throws Exception {
        open(folder, 1, 8);
        assertThatThrownBy(() -> open(folder, 1, 8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process");
    }

    @Test
    void aLaterStartHasALaterEpoch() throws Exception {
        SegmentLogs first = open(folder, 1, 8);
        long epoch = first.epoch();
        assertThat(first.sink(0).tryOpen(TestEvents.opened(1))).isTrue();
        stop(first);
        assertThat(open(folder, 1, 8).epoch()).isGreaterThan(epoch);
    }

    @Test
    void refusesSegmentsThatAreTooSmall() {
        assertThatThrownBy(() -> SegmentLogs.open(folder, 1, 1_000, 2, SYNC, CLOCK))
                .hasMessageContaining("segmentBytes: 1000");
    }

    /// Runs calls one after the other until the log refuses for the reason given; answers how many
    /// it took.
    private static long fill(SegmentLogs logs, EventSink sink, String reason) {
        long[] number = {0};
        await(() -> {
            if (sink.tryOpen(TestEvents.opened(number[0]))) {
                sink.close(TestEvents.closed(number[0]++));
                return false;
            }
            return String.valueOf(logs.status().reason()).contains(reason);
        });
        return number[0];
    }

    private static boolean waitsForLedger(SegmentLogs logs) {
        return String.valueOf(logs.status().reason())
                .contains("3 event segments wait for the ledger");
    }

    private SegmentLogs open(Path where, int loops, int maxSegments) throws Exception {
        SegmentLogs logs = SegmentLogs.open(where, loops, SEGMENT_BYTES, maxSegments, SYNC, CLOCK);
        opened.add(logs);
        assertThat(logs.awaitReady(Duration.ofSeconds(20))).isTrue();
        return logs;
    }

    private void stop(SegmentLogs logs) throws Exception {
        opened.remove(logs);
        logs.stop();
    }

    private static List<Long> closedNumbers(List<CallEvent> events) {
        return events.stream()
                .filter(event -> event.phase() == Phase.CLOSED)
                .map(event -> event.call().low())
                .toList();
    }

    /// Polls for what another thread is about to do.
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("patience").isNegative();
            Thread.onSpinWait();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
