package dev.fleetward.app.events;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Closed events of the features `chat` and `report`, the routes `r` and `s`, the endpoints `e` and
/// `f`, with any ending, over the 31 days before a moment; from a seed. Confined.
final class RandomCalls {
    private static final long SPAN = TimeUnit.DAYS.toMicros(31);

    private final Random random;
    private final long wallMicros;
    private long number;

    RandomCalls(long seed, long wallMicros) {
        this.random = new Random(seed);
        this.wallMicros = wallMicros;
    }

    /// Records an event, opened and closed, and answers it.
    CallEvent record(EventSink sink) {
        CallEvent closed = next();
        if (closed.attempt() > 0) {
            sink.tryOpen(
                    new CallEvent(
                            Phase.OPENED,
                            closed.call(),
                            closed.attempt(),
                            closed.who(),
                            closed.target(),
                            Served.NOTHING,
                            Outcome.OPEN,
                            Usage.NONE,
                            new Charge(0, null, 0, 0, 0),
                            closed.timing(),
                            closed.sizes()));
        }
        sink.close(closed);
        return closed;
    }

    private CallEvent next() {
        Ending ending =
                switch (random.nextInt(10)) {
                    case 0 -> Ending.FAILED;
                    case 1 -> Ending.REFUSED;
                    case 2 -> Ending.ABORTED;
                    default -> Ending.SUCCEEDED;
                };
        boolean ran = ending != Ending.REFUSED;
        boolean failed = ending == Ending.FAILED || ending == Ending.REFUSED;
        // Most of them lately, so that the short windows hold something too.
        double age = Math.pow(random.nextDouble(), 6) * SPAN;
        return new CallEvent(
                Phase.CLOSED,
                new CallId(wallMicros, ++number),
                ran ? 1 + random.nextInt(2) : 0,
                new Attribution(
                        "key",
                        random.nextBoolean() ? "chat" : "report",
                        null,
                        Origin.USER,
                        true,
                        CallClass.STANDARD,
                        true,
                        null,
                        null),
                target(ran),
                Served.NOTHING,
                new Outcome(
                        ending,
                        random.nextInt(5) > 0,
                        200,
                        200,
                        failed ? one(FailureKind.values()) : null,
                        null,
                        ending == Ending.SUCCEEDED && random.nextInt(5) == 0
                                ? one(Flaw.values())
                                : null),
                new Usage(
                        TokenCount.reported(1),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        random.nextInt(4) == 0
                                ? TokenCount.ABSENT
                                : TokenCount.reported(random.nextInt(20)),
                        TokenCount.ABSENT),
                new Charge(0, null, 0, 0, 0),
                timing(wallMicros - (long) age, ran),
                new Sizes(0, 0));
    }

    private Target target(boolean ran) {
        return new Target(
                Operation.CHAT_COMPLETIONS,
                random.nextInt(3) > 0,
                WireDialect.OPENAI,
                "r",
                random.nextInt(8) == 0 ? null : random.nextBoolean() ? "r" : "s",
                ran ? (random.nextBoolean() ? "e" : "f") : null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                one(Purpose.values()),
                random.nextInt(6) == 0 ? "r" : null);
    }

    private Timing timing(long acceptedMicros, boolean ran) {
        long sent = ran ? random.nextInt(100) * 1_000_000L : -1;
        boolean began = ran && random.nextInt(10) > 0;
        long firstToken = began ? sent + random.nextInt(1_000) * 1_000_000L : -1;
        boolean ended = began && random.nextInt(10) > 0;
        long lastByte = ended ? firstToken + random.nextInt(2_000) * 1_000_000L : -1;
        long settled = Math.max(lastByte, Math.max(firstToken, sent)) + 1_000_000L;
        return new Timing(acceptedMicros, 0, sent, sent, firstToken, firstToken, lastByte, settled);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
