package dev.fleetward.bench.pieces;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.bench.intake.SettledCall;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.gateway.record.SegmentLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Every call is appended twice to a mapped segment. Each shot fills a part of one fresh segment,
/// since the disk could not keep up with an endless run.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(1)
public class AppendBenchmark {
    private static final int CALLS = 10_000;
    private static final long SEGMENT_BYTES = 32L << 20;
    private static final long ACCEPTED = 1_795_000_000_000_000L;

    private final List<CallEvent> opened =
            Stream.iterate(0, i -> i + 1)
                    .limit(CALLS)
                    .map(i -> SettledCall.opened(CallId.of(ACCEPTED, i, 11), ACCEPTED))
                    .toList();
    private final List<CallEvent> closed =
            opened.stream().map(event -> SettledCall.closed(event.call(), ACCEPTED)).toList();
    private @Nullable Path folder;
    private @Nullable SegmentLogs logs;

    @Setup(Level.Iteration)
    public void prepareSegment() throws IOException, InterruptedException {
        Path made = Files.createTempDirectory("fleetward-append-");
        SegmentLogs opening =
                SegmentLogs.open(
                        made, 1, SEGMENT_BYTES, 4, Duration.ofMillis(50), new SystemClock());
        opening.awaitReady(Duration.ofSeconds(30));
        folder = made;
        logs = opening;
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void openAndClose() {
        EventSink sink = Objects.requireNonNull(logs).sink(0);
        for (int i = 0; i < CALLS; i++) {
            if (!sink.tryOpen(opened.get(i))) {
                throw new IllegalStateException("the segment is full");
            }
            sink.close(closed.get(i));
        }
    }

    @TearDown(Level.Iteration)
    public void removeSegment() throws IOException, InterruptedException {
        Objects.requireNonNull(logs).stop();
        try (Stream<Path> all = Files.walk(Objects.requireNonNull(folder))) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
