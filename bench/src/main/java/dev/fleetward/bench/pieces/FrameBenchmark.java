package dev.fleetward.bench.pieces;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.gateway.provider.ProviderWire;
import dev.fleetward.gateway.provider.ProviderWires;
import dev.fleetward.gateway.provider.StreamReader;
import dev.fleetward.gateway.wire.SseSplitter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Every event of a stream that is passed through is cut out, read and judged.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    private final SseSplitter splitter = new SseSplitter(Bounds.DEFAULT.frameBytes());

    @Param({"OPENAI", "ANTHROPIC"})
    private WireDialect dialect = WireDialect.OPENAI;

    private StreamReader reader = reader(WireDialect.OPENAI);
    private StreamReader.Frame last = StreamReader.Frame.IDLE;
    private byte[] chunk = {};

    @Setup
    public void begin() {
        reader = reader(dialect);
        chunk = Bodies.beginning(dialect);
        read();
        chunk = Bodies.chunk(dialect);
    }

    private static StreamReader reader(WireDialect dialect) {
        ProviderWire wire = new ProviderWires(new SystemClock()).of(dialect);
        return wire.stream(wire.operation(Operation.CHAT_COMPLETIONS), null);
    }

    @Benchmark
    public StreamReader.Frame read() {
        splitter.feed(
                chunk,
                0,
                chunk.length,
                (bytes, offset, length) -> last = reader.read(bytes, offset, length));
        if (last == StreamReader.Frame.BROKEN) {
            throw new IllegalStateException("a sound event was taken for a broken one");
        }
        return last;
    }
}
