package dev.fleetward.app.events;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// A process that records calls and takes them into the ledger until it is killed. It says on its
/// standard output what it has recorded: `o 17` once call 17 is opened, `c 17` once it is closed.
final class DoomedProcess {
    private static final int LOOPS = 2;
    private static final int SEGMENT_BYTES = 128 << 10;
    private static final int CALLS_OPEN = 20;
    private static final long PACE_NANOS = 100_000;

    private DoomedProcess() {}

    /// @param arguments the data folder, the first number to use, and a seed
    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        Clock clock = new HostClock();
        SegmentLogs logs =
                SegmentLogs.open(
                        data.resolve("events"),
                        LOOPS,
                        SEGMENT_BYTES,
                        200,
                        Duration.ofMillis(50),
                        clock);
        logs.awaitReady(Duration.ofSeconds(30));
        Ledger ledger = Ledger.start(data, logs.epoch(), clock, LedgerSettings.DEFAULT);
        if (new Random(seed).nextInt(3) > 0) {
            awaitOpen(ledger);
        }
        for (int loop = 0; loop < LOOPS; loop++) {
            EventSink sink = logs.sink(loop);
            long from = first + loop;
            Random random = new Random(seed + loop);
            Thread.ofPlatform().start(() -> record(sink, from, random, clock));
        }
    }

    /// So that the kill comes while events are being taken, and not before.
    private static void awaitOpen(Ledger ledger) {
        while (ledger.status().state() != LedgerStatus.State.RUNNING) {
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private record Call(long number, long wallMicros) {}

    private static void record(EventSink sink, long first, Random random, Clock clock) {
        Deque<Call> open = new ArrayDeque<>();
        for (long number = first; ; number += LOOPS) {
            Call call = new Call(number, clock.wallMicros());
            if (sink.tryOpen(TestEvents.opened(call.number(), call.wallMicros()))) {
                say('o', call);
                open.add(call);
            }
            if (open.size() > random.nextInt(CALLS_OPEN)) {
                Call done = open.remove();
                sink.close(TestEvents.succeeded(done.number(), done.wallMicros()));
                say('c', done);
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    /// One write per line, so that a line is there whole or not at all.
    private static void say(char what, Call call) {
        byte[] line = (what + " " + call.number() + '\n').getBytes(StandardCharsets.US_ASCII);
        synchronized (System.out) {
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }
}
