package dev.fleetward.bench.intake;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Writes calls into the event log as the gateway does, as fast as the ledger takes them and never
/// further ahead than a bound. So the rate is one that the ledger holds without falling behind, the
/// cost of writing included. Confined to the thread that runs it.
public final class IntakeRun {
    /// The verb that runs it in a process of its own.
    public static final String VERB = "take-events";

    private static final long MAX_AHEAD = 100_000;
    private static final int CALLS_AT_ONCE = 100;
    private static final Duration SYNC = Duration.ofMillis(50);
    private static final Duration READY_LIMIT = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 1_000_000;

    private final Clock clock = new SystemClock();
    private final SegmentLogs logs;
    private final EventSink sink;
    private final Ledger ledger;
    private long written;

    private IntakeRun(Path folder) throws IOException, InterruptedException {
        logs =
                SegmentLogs.open(
                        folder.resolve("events"),
                        1,
                        Bounds.DEFAULT.eventSegmentBytes(),
                        Bounds.DEFAULT.eventSegments(),
                        SYNC,
                        clock);
        if (!logs.awaitReady(READY_LIMIT)) {
            throw new IOException("the event log is not ready: " + logs.status().reason());
        }
        sink = logs.sink(0);
        ledger = Ledger.start(folder, logs.epoch(), clock, LedgerSettings.DEFAULT);
    }

    /// Prints the events per second that the ledger took.
    ///
    /// @param folder an empty folder
    public static int run(Path folder, Duration length) throws IOException, InterruptedException {
        IntakeRun run = new IntakeRun(folder);
        try {
            run.feed(WARM_UP);
            System.out.println(run.feed(length));
        } finally {
            run.logs.stop();
            run.ledger.stop();
        }
        long taken = run.ledger.status().eventsTaken();
        if (taken != run.written) {
            throw new IOException("the ledger took " + taken + " of " + run.written + " events");
        }
        return 0;
    }

    private double feed(Duration length) {
        long begun = clock.nanos();
        long before = ledger.status().eventsTaken();
        while (clock.nanos() - begun < length.toNanos()) {
            if (written - ledger.status().eventsTaken() > MAX_AHEAD) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                writeSome();
            }
        }
        long taken = ledger.status().eventsTaken() - before;
        return taken * 1e9 / (clock.nanos() - begun);
    }

    private void writeSome() {
        long wall = clock.wallMicros();
        for (int i = 0; i < CALLS_AT_ONCE; i++) {
            CallId id = CallId.of(wall, written, i);
            if (!sink.tryOpen(SettledCall.opened(id, wall))) {
                LockSupport.parkNanos(PAUSE_NANOS);
                return;
            }
            sink.close(SettledCall.closed(id, wall));
            written++;
        }
    }
}
