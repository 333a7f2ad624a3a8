package dev.fleetward.bench.intake;

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
import dev.fleetward.core.event.CallEvent.Phase;

/// The events of an ordinary streamed call. Stateless.
public final class SettledCall {
    private static final long MILLI = 1_000_000;
    private static final Attribution WHO =
            new Attribution(
                    "ab12cd34ef56",
                    "support-chat",
                    "tenant-17",
                    Origin.USER,
                    true,
                    CallClass.INTERACTIVE,
                    false,
                    null,
                    "session-4711");
    private static final CallEvent.Target TARGET =
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
                    "us");

    private SettledCall() {}

    public static CallEvent opened(CallId id, long wallMicros) {
        return new CallEvent(
                Phase.OPENED,
                id,
                1,
                WHO,
                TARGET,
                new CallEvent.Served(null, null, null, null, null),
                new CallEvent.Outcome(CallEvent.Ending.UNKNOWN, false, 0, 0, null, null),
                Usage.NONE,
                new CallEvent.Charge(0, null, 120, 500, 8_000_000),
                new CallEvent.Timing(wallMicros, MILLI, 2 * MILLI, -1, -1, -1, -1, -1),
                new CallEvent.Sizes(812, 0));
    }

    public static CallEvent closed(CallId id, long wallMicros) {
        return new CallEvent(
                Phase.CLOSED,
                id,
                1,
                WHO,
                TARGET,
                new CallEvent.Served("gpt-4o-2024-11-20", "us", "fp_1", null, "req_" + id),
                new CallEvent.Outcome(
                        CallEvent.Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP),
                new Usage(
                        TokenCount.reported(40),
                        TokenCount.reported(60),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(25),
                        TokenCount.ABSENT),
                new CallEvent.Charge(513_000, "gpt-4o@2024-11-20", 120, 500, 8_000_000),
                new CallEvent.Timing(
                        wallMicros,
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
