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
import dev.fleetward.core.failure.FailureKind;

/// Plain events of three features on two endpoints. Stateless.
final class TestEvents {
    static final long COST_NANOS = 10;
    static final long RESERVED_NANOS = 7;

    private TestEvents() {}

    static CallEvent opened(long number, long wallMicros) {
        return event(Phase.OPENED, number, 1, wallMicros, Outcome.OPEN);
    }

    static CallEvent succeeded(long number, long wallMicros) {
        return event(
                Phase.CLOSED,
                number,
                1,
                wallMicros,
                new Outcome(Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP));
    }

    static CallEvent refused(long number, long wallMicros) {
        return event(
                Phase.CLOSED,
                number,
                0,
                wallMicros,
                new Outcome(Ending.REFUSED, true, 429, 0, FailureKind.QUOTA_EXHAUSTED, null));
    }

    private static CallEvent event(
            Phase phase, long number, int attempt, long wallMicros, Outcome outcome) {
        boolean ran = attempt > 0;
        boolean closed = phase == Phase.CLOSED && ran;
        return new CallEvent(
                phase,
                new CallId((wallMicros / 1000) << 16, number),
                attempt,
                new Attribution(
                        "key",
                        "feature-" + number % 3,
                        null,
                        Origin.USER,
                        true,
                        number % 2 == 0 ? CallClass.BACKGROUND : CallClass.STANDARD,
                        false,
                        null,
                        null),
                new Target(
                        Operation.CHAT_COMPLETIONS,
                        true,
                        WireDialect.OPENAI,
                        "chat",
                        "chat",
                        ran ? "endpoint-" + number % 2 : null,
                        ran ? "openai" : null,
                        null,
                        ran ? WireDialect.OPENAI : null,
                        ran ? "pool" : null,
                        ran ? "gpt-4o" : null,
                        ran ? "us" : null,
                        null),
                closed ? new Served("gpt-4o-2024-08-06", null, "fp", null, "req") : Served.NOTHING,
                outcome,
                closed
                        ? new Usage(
                                TokenCount.reported(100),
                                TokenCount.reported(20),
                                TokenCount.ABSENT,
                                TokenCount.ABSENT,
                                TokenCount.reported(30),
                                TokenCount.ABSENT)
                        : ran ? Usage.estimated(110, 50) : Usage.NONE,
                new Charge(
                        closed ? COST_NANOS : Charge.UNKNOWN_COST,
                        closed ? "gpt-4o@2024-08-06" : null,
                        110,
                        50,
                        ran ? RESERVED_NANOS : 0),
                new Timing(
                        wallMicros,
                        1_000,
                        3_000,
                        4_000,
                        closed ? 1_000_000 : -1,
                        closed ? 2_000_000 : -1,
                        closed ? 5_000_000 : -1,
                        phase == Phase.CLOSED ? 6_000_000 : -1),
                new Sizes(100, closed ? 200 : 0));
    }
}
