package dev.fleetward.core.objective;

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
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import org.jspecify.annotations.Nullable;

/// A closed event in the making: a stream of `chat` on the route `r` at the endpoint `e` that was
/// accepted at 0, sent after 100 ms, and gave 11 tokens from 300 ms to 1.3 s. Confined.
final class Ended {
    static final long MILLI = 1_000_000;

    private Ending ending = Ending.SUCCEEDED;
    private boolean last = true;
    private boolean stream = true;
    private int attempt = 1;
    private @Nullable FailureKind failure;
    private @Nullable Flaw flaw;
    private @Nullable String endpoint = "e";
    private @Nullable String fallbackOf;
    private long acceptedMicros;
    private long firstTokenMillis = 300;

    Ended failing(Ending how, @Nullable FailureKind kind) {
        ending = how;
        failure = kind;
        return this;
    }

    Ended flawed(Flaw what) {
        flaw = what;
        return this;
    }

    Ended refused(FailureKind kind) {
        attempt = 0;
        endpoint = null;
        return failing(Ending.REFUSED, kind);
    }

    Ended retried() {
        last = false;
        return this;
    }

    Ended whole() {
        stream = false;
        return this;
    }

    Ended insteadOf(String route) {
        fallbackOf = route;
        return this;
    }

    Ended acceptedAt(long micros) {
        acceptedMicros = micros;
        return this;
    }

    Ended firstTokenAfter(long millis) {
        firstTokenMillis = millis;
        return this;
    }

    CallEvent event() {
        return new CallEvent(
                Phase.CLOSED,
                new CallId(1, 2),
                attempt,
                new Attribution(
                        "key",
                        "chat",
                        null,
                        Origin.USER,
                        true,
                        CallClass.INTERACTIVE,
                        true,
                        null,
                        null),
                new Target(
                        Operation.CHAT_COMPLETIONS,
                        stream,
                        WireDialect.OPENAI,
                        "r",
                        "r",
                        endpoint,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Purpose.FIRST,
                        fallbackOf),
                Served.NOTHING,
                new Outcome(ending, last, 200, 200, failure, null, flaw),
                new Usage(
                        TokenCount.reported(1),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(11),
                        TokenCount.ABSENT),
                new Charge(0, null, 0, 0, 0),
                new Timing(
                        acceptedMicros,
                        0,
                        50 * MILLI,
                        100 * MILLI,
                        firstTokenMillis * MILLI,
                        firstTokenMillis * MILLI,
                        (firstTokenMillis + 1_000) * MILLI,
                        (firstTokenMillis + 1_000) * MILLI),
                new Sizes(0, 0));
    }
}
