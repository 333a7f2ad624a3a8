package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.CallId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The name of a call is written into a header once a call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallIdBenchmark {
    private CallId id = CallId.of(1_795_000_000_000_000L, 7, 11);
    private String text = id.toString();

    @Benchmark
    public String write() {
        return id.toString();
    }

    @Benchmark
    public Optional<CallId> parse() {
        return CallId.parse(text);
    }
}
