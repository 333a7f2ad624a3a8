package dev.fleetward.app.events;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Weeks that a data folder remembers and no node lived through: they go through the event log into
/// the ledger, as they would have. Stateless.
public final class Past {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Past() {}

    /// Takes one call of the past.
    @FunctionalInterface
    public interface Calls {
        void take(
                String feature,
                String endpoint,
                String region,
                long wallMicros,
                double firstTokenMillis,
                long tokens);
    }

    /// Tells what was.
    @FunctionalInterface
    public interface Told {
        void to(Calls calls);
    }

    /// To be called while no node uses the folder.
    ///
    /// @param clock at a moment at which no process used the folder before
    public static void write(Path data, Clock clock, Told told) throws Exception {
        SegmentLogs logs =
                SegmentLogs.open(
                        data.resolve("events"), 1, 1 << 20, 200, Duration.ofMillis(20), clock);
        if (!logs.awaitReady(LIMIT)) {
            throw new AssertionError("the log is not ready");
        }
        EventSink sink = logs.sink(0);
        Ledger ledger = Ledger.start(data, logs.epoch(), clock, LedgerSettings.DEFAULT);
        try {
            AtomicLong recorded = new AtomicLong();
            told.to((feature, endpoint, region, wallMicros, millis, tokens) ->
                    SeasonCalls.record(
                            sink,
                            recorded.incrementAndGet(),
                            feature,
                            endpoint,
                            region,
                            wallMicros,
                            millis,
                            tokens));
            long end = System.nanoTime() + LIMIT.toNanos();
            while (ledger.status().eventsTaken() < recorded.get()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("the ledger took " + ledger.status());
                }
                Thread.sleep(10);
            }
        } finally {
            logs.stop();
            ledger.stop();
        }
    }
}
