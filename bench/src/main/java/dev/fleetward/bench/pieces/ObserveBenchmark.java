package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
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
    private static final long MILLI = 1_000_000;

    private final Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final CallEvent settled = settled();

    @Benchmark
    public void meters() {
        meters.closed(settled, null);
    }

    private static CallEvent settled() {
        return new CallEvent(
                CallEvent.Phase.CLOSED,
                CallId.of(1_795_000_000_000_000L, 7, 11),
                1,
                new Attribution(
                        "ab12cd34ef56",
                        "support-chat",
                        null,
                        Origin.USER,
                        true,
                        CallClass.INTERACTIVE,
                        false,
                        null,
                        null),
                new CallEvent.Target(
                        Operation.CHAT_COMPLETIONS,
                        true,
                        WireDialect.OPENAI,
                        "chat",
                        "chat",
                        "openai-us",
                        "openai",
                        "openai",
                        WireDialect.OPENAI,
                        "openai-4o",
                        "gpt-4o",
                        "us",
                        "us"),
                new CallEvent.Served("gpt-4o-2026-05-13", "us", "fp_1", null, "req_1"),
                new CallEvent.Outcome(
                        CallEvent.Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP),
                new Usage(
                        TokenCount.reported(40),
                        TokenCount.reported(60),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(25),
                        TokenCount.ABSENT),
                new CallEvent.Charge(513_000, "gpt-4o@2026-01-01", 120, 500, 8_000_000),
                new CallEvent.Timing(
                        1_795_000_000_000_000L,
                        MILLI,
                        2 * MILLI,
                        3 * MILLI,
                        50 * MILLI,
                        53 * MILLI,
                        203 * MILLI,
                        204 * MILLI),
                new CallEvent.Sizes(812, 4_096));
    }
}
