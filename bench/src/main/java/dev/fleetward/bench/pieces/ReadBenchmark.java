package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.CallFacts;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import dev.fleetward.gateway.wire.JsonBody;
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

/// The body of every call is read once, for what decisions need of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadBenchmark {
    private final Dialect dialect = Dialects.of(WireDialect.OPENAI);

    @Param({"1024", "65536"})
    private int size;

    private byte[] body = {};

    @Setup
    public void makeBody() {
        body = Bodies.request(WireDialect.OPENAI, size, false);
    }

    @Benchmark
    public CallFacts read() throws JsonBody.Malformed, BadRequest {
        return dialect.facts(
                Operation.CHAT_COMPLETIONS, JsonBody.parse(body, Bounds.DEFAULT.nestingDepth()));
    }
}
