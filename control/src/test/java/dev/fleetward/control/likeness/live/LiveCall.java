package dev.fleetward.control.likeness.live;

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
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.Purpose;
import org.jspecify.annotations.Nullable;

/// A closed event, with what matters here to choose. Immutable.
record LiveCall(
        String feature,
        Origin origin,
        Purpose purpose,
        boolean stream,
        @Nullable String served,
        Outcome outcome,
        TokenCount output,
        long reasoning,
        long textBytes) {
    static final long ACCEPTED = 1_700_000_000_000_000L;

    /// Streamed, whole, 101 tokens in two seconds.
    static final LiveCall USUAL =
            new LiveCall(
                    "chat",
                    Origin.USER,
                    Purpose.FIRST,
                    true,
                    "gpt-4o-2024-08-06",
                    new Outcome(Ending.SUCCEEDED, true, 200, 200, null, FinishReason.STOP),
                    TokenCount.reported(101),
                    0,
                    404);

    LiveCall feature(String other) {
        return new LiveCall(
                other, origin, purpose, stream, served, outcome, output, reasoning, textBytes);
    }

    LiveCall origin(Origin other) {
        return new LiveCall(
                feature, other, purpose, stream, served, outcome, output, reasoning, textBytes);
    }

    LiveCall purpose(Purpose other) {
        return new LiveCall(
                feature, origin, other, stream, served, outcome, output, reasoning, textBytes);
    }

    LiveCall unstreamed() {
        return new LiveCall(
                feature, origin, purpose, false, served, outcome, output, reasoning, textBytes);
    }

    LiveCall served(@Nullable String other) {
        return new LiveCall(
                feature, origin, purpose, stream, other, outcome, output, reasoning, textBytes);
    }

    LiveCall with(Outcome other) {
        return new LiveCall(
                feature, origin, purpose, stream, served, other, output, reasoning, textBytes);
    }

    LiveCall with(TokenCount tokens, long ofReasoning) {
        return new LiveCall(
                feature, origin, purpose, stream, served, outcome, tokens, ofReasoning, textBytes);
    }

    LiveCall textBytes(long other) {
        return new LiveCall(
                feature, origin, purpose, stream, served, outcome, output, reasoning, other);
    }

    CallEvent event() {
        return new CallEvent(
                CallEvent.Phase.CLOSED,
                CallId.of(5, 6, 7),
                1,
                new Attribution(
                        "k", feature, null, origin, true, CallClass.STANDARD, true, null, null),
                new CallEvent.Target(
                        Operation.CHAT_COMPLETIONS,
                        stream,
                        WireDialect.OPENAI,
                        "route",
                        "route",
                        "east",
                        "azure",
                        "team",
                        WireDialect.OPENAI,
                        null,
                        "gpt-4o",
                        "eastus",
                        "us",
                        purpose,
                        null),
                new CallEvent.Served(served, null, null, null, null),
                outcome,
                new Usage(
                        TokenCount.reported(100),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        TokenCount.ABSENT,
                        output,
                        TokenCount.reported(reasoning)),
                new CallEvent.Charge(0, null, 0, 0, 0),
                new CallEvent.Timing(
                        ACCEPTED,
                        0,
                        0,
                        0,
                        500_000_000L,
                        1_000_000_000L,
                        3_000_000_000L,
                        3_000_000_000L),
                new CallEvent.Sizes(400, 500, textBytes));
    }
}
