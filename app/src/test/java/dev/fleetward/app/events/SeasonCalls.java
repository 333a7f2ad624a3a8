package dev.fleetward.app.events;

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
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.failure.FailureKind;
import java.util.concurrent.locks.LockSupport;

/// Calls whose first token is all that matters. Stateless.
public final class SeasonCalls {
    private static final long SENT = 1_000_000;
    private static final int OUTPUT = 11;

    private SeasonCalls() {}

    /// A streamed answer to somebody who looks on, from the region `eu`.
    public static void record(
            EventSink sink,
            long number,
            String feature,
            String endpoint,
            long wallMicros,
            double firstTokenMillis,
            long tokens) {
        record(sink, number, feature, endpoint, "eu", wallMicros, firstTokenMillis, tokens);
    }

    /// A streamed answer to somebody who looks on.
    public static void record(
            EventSink sink,
            long number,
            String feature,
            String endpoint,
            String region,
            long wallMicros,
            double firstTokenMillis,
            long tokens) {
        record(
                sink,
                number,
                feature,
                CallClass.INTERACTIVE,
                -1,
                endpoint,
                region,
                wallMicros,
                firstTokenMillis,
                tokens);
    }

    /// A streamed answer.
    ///
    /// @param deadlineNanos what the caller declared; −1 if nothing
    public static void record(
            EventSink sink,
            long number,
            String feature,
            CallClass callClass,
            long deadlineNanos,
            String endpoint,
            String region,
            long wallMicros,
            double firstTokenMillis,
            long tokens) {
        long first = SENT + Math.round(firstTokenMillis * 1e6);
        close(
                sink,
                event(
                        number,
                        feature,
                        callClass,
                        endpoint,
                        region,
                        new Outcome(Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP),
                        tokens,
                        new Timing(
                                wallMicros,
                                SENT / 2,
                                SENT / 2,
                                SENT,
                                first,
                                first,
                                first + 10 * 20_000_000L,
                                first + 11 * 20_000_000L,
                                0,
                                deadlineNanos)));
    }

    /// The provider failed.
    static void fail(EventSink sink, long number, String endpoint, long wallMicros) {
        close(
                sink,
                event(
                        number,
                        "chat",
                        CallClass.INTERACTIVE,
                        endpoint,
                        "eu",
                        new Outcome(
                                Ending.FAILED, true, 502, 500, FailureKind.PROVIDER_ERROR, null),
                        100,
                        new Timing(wallMicros, SENT / 2, SENT / 2, SENT, -1, -1, -1, 2 * SENT)));
    }

    private static void close(EventSink sink, CallEvent closed) {
        CallEvent opened =
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
                        closed.sizes());
        while (!sink.tryOpen(opened)) {
            LockSupport.parkNanos(1_000_000); // Until there is room for it in the log.
        }
        sink.close(closed);
    }

    private static CallEvent event(
            long number,
            String feature,
            CallClass callClass,
            String endpoint,
            String region,
            Outcome outcome,
            long tokens,
            Timing timing) {
        return new CallEvent(
                Phase.CLOSED,
                new CallId((timing.acceptedWallMicros() / 1000) << 16, number),
                1,
                new Attribution(
                        "key", feature, null, Origin.USER, true, callClass, true, null, null),
                new Target(
                        Operation.CHAT_COMPLETIONS,
                        true,
                        WireDialect.OPENAI,
                        "r",
                        "r",
                        endpoint,
                        endpoint + "-provider",
                        null,
                        WireDialect.OPENAI,
                        null,
                        endpoint + "-model",
                        region,
                        null),
                Served.NOTHING,
                outcome,
                new Usage(
                        TokenCount.reported(tokens),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(OUTPUT),
                        TokenCount.ABSENT),
                new Charge(0, null, 0, 0, 0),
                timing,
                new Sizes(0, 0));
    }
}
