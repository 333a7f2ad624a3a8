package dev.fleetward.bench.pieces;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.gateway.dialect.BadRequest;
import dev.fleetward.gateway.dialect.ChatStreamWriter;
import dev.fleetward.gateway.dialect.Dialect;
import dev.fleetward.gateway.dialect.Dialects;
import dev.fleetward.gateway.provider.NotExpressible;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A call whose caller and provider speak different dialects: its request once, and every event of
/// its stream.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TranslateBenchmark {
    private static final int REQUEST_BYTES = 1_024;

    /// What the caller speaks; the provider speaks the other one.
    @Param({"OPENAI", "ANTHROPIC"})
    private WireDialect caller = WireDialect.OPENAI;

    private byte[] request = {};
    private byte[] chunk = {};
    private int written;
    private @Nullable Dialect dialect;
    private @Nullable ProviderWire wire;
    private @Nullable Endpoint endpoint;
    private @Nullable StreamReader reader;

    @Setup
    public void begin() {
        WireDialect provider =
                switch (caller) {
                    case OPENAI -> WireDialect.ANTHROPIC;
                    case ANTHROPIC, GEMINI -> WireDialect.OPENAI;
                };
        request = Bodies.request(caller, REQUEST_BYTES, true);
        chunk = Bodies.chunk(provider);
        Dialect spoken = Dialects.of(caller);
        ProviderWire asked = new ProviderWires(new SystemClock()).of(provider);
        ChatStreamWriter writer = spoken.chatStream(true, 1_795_000_000);
        Operation operation = asked.operation(Operation.CHAT_COMPLETIONS);
        StreamReader reading =
                asked.stream(operation, event -> written = writer.write(event).length);
        for (byte[] event : Events.of(Bodies.beginning(provider))) {
            reading.read(event, 0, event.length);
        }
        dialect = spoken;
        wire = asked;
        endpoint = Bodies.endpoint(provider, null);
        reader = reading;
    }

    @Benchmark
    public ProviderWire.Translated request() throws JsonBody.Malformed, BadRequest, NotExpressible {
        JsonBody body = JsonBody.parse(request, Bounds.DEFAULT.nestingDepth());
        return Objects.requireNonNull(wire)
                .translate(
                        Objects.requireNonNull(dialect).readChat(body),
                        Objects.requireNonNull(endpoint),
                        false);
    }

    @Benchmark
    public int chunk() {
        written = 0;
        Objects.requireNonNull(reader).read(chunk, 0, chunk.length);
        if (written == 0) {
            throw new IllegalStateException("nothing was written for a piece of text");
        }
        return written;
    }
}
