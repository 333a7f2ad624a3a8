package dev.fleetward.bench.pieces;

import dev.fleetward.bench.intake.SettledCall;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.gateway.observe.Meters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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

/// A settled attempt is counted in some twenty meters on the event loop of its call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ObserveBenchmark {
    private static final long ACCEPTED = 1_795_000_000_000_000L;

    private final Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final CallEvent settled = SettledCall.closed(CallId.of(ACCEPTED, 7, 11), ACCEPTED);

    @Benchmark
    public void meters() {
        meters.closed(settled, null);
    }
}
