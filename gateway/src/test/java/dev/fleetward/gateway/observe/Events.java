package dev.fleetward.gateway.observe;

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
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;

/// Call events of a small fleet. Stateless.
final class Events {
    static final long ACCEPTED_WALL_MICROS = 1_795_000_000_000_000L;
    private static final long MILLI = 1_000_000;

    private Events() {}

    /// A streamed chat call that waited 2 ms, was sent at 3 ms, had its first token at 53 ms and
    /// ended at 203 ms.
    static CallEvent succeeded() {
        return closed(
                1,
                "support-chat",
                "claude-sonnet-4-5",
                new CallEvent.Outcome(
                        CallEvent.Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP));
    }

    /// The same, in which the provider declined.
    static CallEvent declined() {
        return closed(
                1,
                "support-chat",
                "claude-sonnet-4-5",
                new CallEvent.Outcome(
                        CallEvent.Ending.SUCCEEDED,
                        true,
                        200,
                        200,
                        null,
                        FinishReason.STOP,
                        Flaw.REFUSED));
    }

    static CallEvent served(String model) {
        return closed(1, "support-chat", model, succeeded().outcome());
    }

    static CallEvent failed(int attempt, boolean last, FailureKind failure) {
        return closed(
                attempt,
                "support-chat",
                "claude-sonnet-4-5",
                new CallEvent.Outcome(
                        CallEvent.Ending.FAILED,
                        last,
                        last ? failure.status() : 0,
                        failure.status(),
                        failure,
                        null));
    }

    static CallEvent opened() {
        CallEvent closed = succeeded();
        return new CallEvent(
                CallEvent.Phase.OPENED,
                closed.call(),
                closed.attempt(),
                closed.who(),
                closed.target(),
                CallEvent.Served.NOTHING,
                CallEvent.Outcome.OPEN,
                Usage.estimated(100, 500),
                new CallEvent.Charge(CallEvent.Charge.UNKNOWN_COST, null, 100, 500, 0),
                new CallEvent.Timing(
                        ACCEPTED_WALL_MICROS, MILLI, 3 * MILLI, 3 * MILLI, -1, -1, -1, -1),
                new CallEvent.Sizes(812, 0));
    }

    /// Refused after it had waited 4 ms for room.
    static CallEvent refused() {
        CallEvent base = succeeded();
        return new CallEvent(
                CallEvent.Phase.CLOSED,
                base.call(),
                0,
                base.who(),
                new CallEvent.Target(
                        Operation.CHAT_COMPLETIONS,
                        true,
                        WireDialect.OPENAI,
                        "chat",
                        "chat",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                CallEvent.Served.NOTHING,
                new CallEvent.Outcome(
                        CallEvent.Ending.REFUSED, true, 429, 0, FailureKind.QUOTA_EXHAUSTED, null),
                Usage.NONE,
                new CallEvent.Charge(0, null, 0, 0, 0),
                new CallEvent.Timing(
                        ACCEPTED_WALL_MICROS, MILLI, -1, -1, -1, -1, -1, 5 * MILLI, 4 * MILLI),
                new CallEvent.Sizes(812, 120));
    }

    static CallEvent closed(
            int attempt, String feature, String modelServed, CallEvent.Outcome outcome) {
        return new CallEvent(
                CallEvent.Phase.CLOSED,
                CallId.of(ACCEPTED_WALL_MICROS, 7, 11),
                attempt,
                new Attribution(
                        "ab12cd34ef56",
                        feature,
                        "acme \"west\"",
                        Origin.USER,
                        true,
                        CallClass.INTERACTIVE,
                        false,
                        null,
                        "session-9"),
                new CallEvent.Target(
                        Operation.CHAT_COMPLETIONS,
                        true,
                        WireDialect.OPENAI,
                        "chat",
                        "chat",
                        "claude-us",
                        "anthropic",
                        "anthropic",
                        WireDialect.ANTHROPIC,
                        "claude",
                        "claude-sonnet-4-5",
                        "us",
                        "us"),
                new CallEvent.Served(modelServed, "us", null, "standard", "req_0001"),
                outcome,
                new Usage(
                        TokenCount.reported(40),
                        TokenCount.reported(60),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.reported(25),
                        TokenCount.ABSENT),
                new CallEvent.Charge(513_000, "claude-sonnet-4-5@2026-01-01", 120, 500, 8_000_000),
                new CallEvent.Timing(
                        ACCEPTED_WALL_MICROS,
                        MILLI,
                        3 * MILLI,
                        3 * MILLI,
                        50 * MILLI,
                        53 * MILLI,
                        203 * MILLI,
                        204 * MILLI),
                new CallEvent.Sizes(812, 4_096));
    }
}
