package dev.fleetward.bench.overhead;

import dev.fleetward.bench.intake.IntakeRun;
import dev.fleetward.bench.load.OpenLoop;
import dev.fleetward.bench.load.StreamLoad;
import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// How each number is taken. Confined to the measuring thread.
final class Measures {
    private static final Duration FLOW_LIMIT = Duration.ofSeconds(60);

    /// At most so many times [Plan#warmUp].
    private static final int WARM_UPS = 15;

    private static final int WARM_UPS_WITHOUT_GAIN = 2;

    private static final Duration SETTLING = Duration.ofMillis(250);

    private static final Duration REST_STEP = Duration.ofMillis(500);
    private static final Duration REST_LIMIT = Duration.ofSeconds(60);

    /// The part of a core that something at rest still uses.
    private static final double AT_REST = 0.04;

    /// What is cheaper by less is noise.
    private static final double GAIN = 0.95;

    private final Plan plan;
    private final Path folder;

    Measures(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /// @param cpuMicros of the subject, per call
    record UnaryCost(double cpuMicros, double perSecond) {}

    /// Runs until calls get no cheaper: compilers need calls, not seconds, and get few of them on a
    /// busy machine.
    void warmUp(Subject subject) throws IOException, InterruptedException {
        double best = Double.MAX_VALUE;
        int noBetter = 0;
        for (int i = 0; i < WARM_UPS && noBetter < WARM_UPS_WITHOUT_GAIN; i++) {
            double cost = unary(subject, 32, plan.warmUp()).cpuMicros();
            noBetter = cost > best * GAIN ? noBetter + 1 : 0;
            best = Math.min(best, cost);
        }
        streamCost(subject, plan.streaming(), Duration.ZERO);
    }

    UnaryCost unary(Subject subject, int connections) throws IOException, InterruptedException {
        return unary(subject, connections, plan.unary());
    }

    UnaryCost unary(Subject subject, int connections, Duration length)
            throws IOException, InterruptedException {
        ProcessReading before = subject.reading();
        Wrk.Result result = Wrk.run(subject.target(), connections, length, folder);
        ProcessReading after = atRest(subject);
        return new UnaryCost(
                (after.cpuMicros() - before.cpuMicros()) / result.calls(), result.perSecond());
    }

    /// A reading once the subject has done what it put off, which belongs to the load before it.
    private static ProcessReading atRest(Subject subject) throws IOException, InterruptedException {
        ProcessReading now = subject.reading();
        long end = System.nanoTime() + REST_LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.sleep(REST_STEP);
            ProcessReading later = subject.reading();
            if (later.cpuMicros() - now.cpuMicros() <= REST_STEP.toNanos() / 1_000.0 * AT_REST) {
                return later;
            }
            now = later;
        }
        throw new IOException(subject.target() + " did not come to rest after its load");
    }

    /// CPU microseconds of the subject per streamed chunk, while all streams flow.
    double chunk(Subject subject) throws IOException, InterruptedException {
        return streamCost(subject, plan.streaming(), Duration.ZERO);
    }

    /// The same in a slice, which is so short that opening the streams must not count, nor what
    /// their closing leaves to do.
    double chunkSlice(Subject subject) throws IOException, InterruptedException {
        double cost = streamCost(subject, plan.slice(), SETTLING);
        atRest(subject);
        return cost;
    }

    private double streamCost(Subject subject, Duration length, Duration settling)
            throws IOException, InterruptedException {
        int chunks = (int) (length.plusSeconds(8).toMillis() / Plan.STREAM_EVERY_MILLIS);
        try (StreamLoad load =
                new StreamLoad(subject.target(), Plan.STREAMS, chunks, Plan.STREAM_EVERY_MILLIS)) {
            load.awaitFlowing(FLOW_LIMIT);
            Thread.sleep(settling);
            ProcessReading before = subject.reading();
            long eventsBefore = load.events();
            Thread.sleep(length);
            ProcessReading after = subject.reading();
            long events = load.events() - eventsBefore;
            if (load.failures() > 0 || load.finished() > 0) {
                throw new IOException(
                        subject.target()
                                + ": "
                                + load.finished()
                                + " streams ended early, "
                                + load.troubles());
            }
            return (after.cpuMicros() - before.cpuMicros()) / events;
        }
    }

    /// Latencies from the intended send time, in nanoseconds.
    Histogram latency(Target target, double perSecond) throws IOException, InterruptedException {
        OpenLoop.Result result =
                OpenLoop.run(
                        target,
                        perSecond,
                        Plan.OPEN_LOOP_CONNECTIONS,
                        plan.latency().dividedBy(5),
                        plan.latency());
        if (result.failed() > 0) {
            throw new IOException(target + ": " + result.failed() + " calls failed");
        }
        return result.latency();
    }

    /// Resident bytes of the subject while many slow streams are open.
    long heldStreams(Subject subject) throws IOException, InterruptedException {
        try (StreamLoad load =
                new StreamLoad(
                        subject.target(), Plan.HELD_STREAMS, 100_000, Plan.HELD_EVERY_MILLIS)) {
            load.awaitFlowing(FLOW_LIMIT);
            Thread.sleep(plan.settling());
            long resident = subject.reading().residentBytes();
            if (load.failures() > 0 || load.finished() > 0) {
                throw new IOException(subject.target() + ": " + load.troubles());
            }
            return resident;
        }
    }

    /// Events per second that a ledger of its own takes, on both cores.
    static double intake(Path data, Plan plan) throws IOException, InterruptedException {
        List<String> command =
                Cores.onAnyCore(
                        Commands.ofThisProgram(
                                IntakeRun.VERB,
                                data.toString(),
                                Long.toString(plan.intake().toSeconds())));
        String printed = Commands.run(command.toArray(String[]::new));
        return Double.parseDouble(printed.strip().lines().reduce((a, b) -> b).orElse("0"));
    }
}
