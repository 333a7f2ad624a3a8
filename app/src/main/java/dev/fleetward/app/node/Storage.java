package dev.fleetward.app.node;

import dev.fleetward.app.host.ThreadUrgency;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.control.store.StoreStatus;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.gateway.record.SegmentLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The data folder in use: the event log that the gateway writes and the ledger that reads it.
/// Thread-safe.
final class Storage {
    private static final String EVENTS = "events";
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);

    private final SegmentLogs logs;
    private final Ledger ledger;
    private final int loops;

    private Storage(SegmentLogs logs, Ledger ledger, int loops) {
        this.logs = logs;
        this.ledger = ledger;
        this.loops = loops;
    }

    /// Takes the folder over. The ledger opens in the background; the log is ready on return.
    static Storage open(Path folder, int loops, Bounds bounds, Duration sync, Clock clock)
            throws InterruptedException {
        try {
            SegmentLogs logs =
                    SegmentLogs.open(
                            folder.resolve(EVENTS),
                            loops,
                            bounds.eventSegmentBytes(),
                            bounds.eventSegments(),
                            sync,
                            clock);
            if (!logs.awaitReady(READY_LIMIT)) {
                System.getLogger(Storage.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "the event log is not ready: " + logs.status().reason());
            }
            Ledger ledger =
                    Ledger.start(
                            folder,
                            logs.epoch(),
                            clock,
                            LedgerSettings.DEFAULT,
                            ThreadUrgency::lowest);
            return new Storage(logs, ledger, loops);
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the data folder " + folder + " cannot be used: " + e.getMessage(),
                    "Is everything in it writable?",
                    e);
        }
    }

    List<EventSink> sinks() {
        return IntStream.range(0, loops).mapToObj(logs::sink).toList();
    }

    Ledger ledger() {
        return ledger;
    }

    SegmentLogs logs() {
        return logs;
    }

    /// What the node alerts of about itself.
    NodeAlerts alerts(GatewayView view, Supplier<StoreStatus> store, Clock clock) {
        return new NodeAlerts(
                () -> view.counters().unrecordable(),
                () -> logs.status().state() == SegmentLogs.State.FULL,
                () -> ledger.status().state() != LedgerStatus.State.RUNNING,
                () -> store.get().state() != StoreStatus.State.OPEN,
                clock);
    }

    /// Once no event loop runs any more: closes the log, lets the ledger take the rest, closes it.
    void close() throws IOException, InterruptedException {
        try {
            logs.stop();
        } finally {
            ledger.stop();
        }
    }
}
