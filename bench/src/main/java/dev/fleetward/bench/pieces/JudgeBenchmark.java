package dev.fleetward.bench.pieces;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.gateway.dialect.AnswerTerms;
import dev.fleetward.gateway.judge.Judge;
import dev.fleetward.gateway.judge.Room;
import dev.fleetward.gateway.provider.AnswerListener;
import dev.fleetward.gateway.provider.ProviderWire;
import dev.fleetward.gateway.provider.ProviderWires;
import dev.fleetward.gateway.provider.StreamReader;
import dev.fleetward.gateway.wire.JsonBody;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Every answer is judged in meaning while it passes. What that costs is the difference between a
/// judge that listens and nobody who does; the reading is the same.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JudgeBenchmark {
    private final ProviderWire wire = new ProviderWires(new SystemClock()).of(WireDialect.OPENAI);
    private final Room room = new Room();

    @Param private JudgedAnswers answer = JudgedAnswers.TEXT;

    @Param({"false", "true"})
    private boolean judged;

    private byte[] whole = {};
    private byte[][] events = {};
    private @Nullable JsonBody request;

    @Setup
    public void begin() throws JsonBody.Malformed {
        whole = answer.whole();
        events = answer.stream().toArray(byte[][]::new);
        request = JsonBody.parse(answer.request(), Bounds.DEFAULT.nestingDepth());
        Flaw inWhole = whole();
        Flaw inStream = chunk();
        if (inWhole != null || inStream != null) {
            throw new IllegalStateException("a sound answer: " + inWhole + ", " + inStream);
        }
    }

    /// An unstreamed answer, from its bytes to the verdict.
    @Benchmark
    public @Nullable Flaw whole() {
        if (!judged) {
            readWhole(AnswerListener.NOBODY);
            return null;
        }
        try (Judge judge = judge()) {
            readWhole(judge);
            return judge.verdict(false);
        }
    }

    private void readWhole(AnswerListener listener) {
        if (wire.readAnswer(Operation.CHAT_COMPLETIONS, whole, false, listener).failure() != null) {
            throw new IllegalStateException("a sound answer was not read");
        }
    }

    /// A chunk of a stream, with its share of the stream's beginning and end, and of the verdict.
    @Benchmark
    @OperationsPerInvocation(JudgedAnswers.CHUNKS)
    public @Nullable Flaw chunk() {
        if (!judged) {
            readStream(AnswerListener.NOBODY);
            return null;
        }
        try (Judge judge = judge()) {
            readStream(judge);
            return judge.verdict(false);
        }
    }

    private void readStream(AnswerListener listener) {
        StreamReader reader = wire.stream(Operation.CHAT_COMPLETIONS, null, listener);
        StreamReader.Frame last = StreamReader.Frame.IDLE;
        for (byte[] event : events) {
            last = reader.read(event, 0, event.length);
        }
        if (last != StreamReader.Frame.TERMINAL) {
            throw new IllegalStateException("a sound stream was not read to its end");
        }
    }

    private Judge judge() {
        AnswerTerms terms =
                new AnswerTerms(Operation.CHAT_COMPLETIONS, Objects.requireNonNull(request), false);
        return new Judge(terms, answer.expectations(), room);
    }
}
