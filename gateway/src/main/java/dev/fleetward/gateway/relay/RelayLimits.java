package dev.fleetward.gateway.relay;

import dev.fleetward.core.health.Breakers;
import dev.fleetward.core.route.RetryBudget;
import dev.fleetward.core.route.RetryPolicy;
import dev.fleetward.core.snapshot.FixedLimit;
import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import java.util.List;

/// The bounds of the data path that no configuration moves. Stateless.
public final class RelayLimits {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private RelayLimits() {}

    public static List<FixedLimit> fixed() {
        return List.of(
                bytes("request line", Listener.REQUEST_LINE_BYTES, "The longest request line."),
                count("backlog", Listener.BACKLOG, "Connections that wait to be accepted."),
                count("HTTP/2 streams", Listener.STREAMS, "Requests at once on one connection."),
                count("request members", JsonBody.MAX_MEMBERS, "Top-level members of a request."),
                count("answer depth", Json.MAX_DEPTH, "Levels of JSON in a provider's answer."),
                millis(
                        "deadline",
                        CallerHeaders.MAX_DEADLINE_MS,
                        "The longest `fleetward-deadline-ms`, and the one of calls without."),
                count(
                        "answer header",
                        AnswerHeaders.MAX_VALUE,
                        "Characters of a header value that a provider chose."),
                bytes("provider error", Attempt.ERROR_BYTES, "What is read of an error body."),
                bytes(
                        "unread request, size",
                        Discard.MAX_BYTES,
                        "What is read and dropped of a request that was answered early."),
                millis(
                        "unread request, time",
                        Discard.MAX_NANOS / NANOS_PER_MILLI,
                        "How long that may take."),
                millis(
                        "linger",
                        Attempt.LINGER_NANOS / NANOS_PER_MILLI,
                        "How long a provider may take to end after its terminal event."),
                millis(
                        "broken stream",
                        Endings.BREAK_OFF_NANOS / NANOS_PER_MILLI,
                        "How long the error at the end of a broken stream may go unread."),
                millis("sweep", Sweep.PERIOD_MILLIS, "How late a passed time limit is noticed."),
                millis(
                        "provider idle",
                        ProviderClients.SECONDS_IDLE * 1_000L,
                        "How long an unused connection to a provider is kept."),
                count(
                        "estimated output",
                        Estimates.DEFAULT_MAX_OUTPUT,
                        "Output tokens reserved at most for a call that names no limit."),
                count(
                        "retries saved",
                        RetryBudget.MOST_SAVED,
                        "Retries that quiet times may save up."),
                count(
                        "retry floor",
                        RetryBudget.FLOOR_PER_SECOND,
                        "Retries per second that are always allowed, in bursts of "
                                + RetryBudget.FLOOR_BURST
                                + "."),
                millis(
                        "retry wait",
                        RetryPolicy.LONGEST_WAIT.toMillis(),
                        "The longest wait before another try; a longer one is the caller's."),
                millis(
                        "wait asked",
                        Breakers.LONGEST_ASKED_NANOS / NANOS_PER_MILLI,
                        "The longest `retry-after` of a provider that is honoured."),
                count(
                        "return, calls",
                        Breakers.STAGE_CALLS,
                        "Calls that an endpoint serves well before it gets the next share."),
                millis(
                        "return, time",
                        Breakers.STAGE_NANOS / NANOS_PER_MILLI,
                        "How long each share is kept at least."),
                millis(
                        "return, quiet",
                        Breakers.QUIET_STAGE_NANOS / NANOS_PER_MILLI,
                        "How long it is kept where there are fewer calls."),
                count(
                        "usual rate",
                        Breakers.STRETCH,
                        "Calls without an alarm from which an endpoint's usual rates are learned."),
                millis(
                        "symptom unseen",
                        Breakers.UNSEEN_NANOS / NANOS_PER_MILLI,
                        "After this long a symptom counts as gone for which no call was looked at."),
                count(
                        "breaker steps",
                        Breakers.TRANSITIONS,
                        "Steps of breakers that the gateway remembers."));
    }

    private static FixedLimit bytes(String name, long bytes, String meaning) {
        return new FixedLimit(name, bytes + " bytes", meaning);
    }

    private static FixedLimit count(String name, long count, String meaning) {
        return new FixedLimit(name, Long.toString(count), meaning);
    }

    private static FixedLimit millis(String name, long millis, String meaning) {
        return new FixedLimit(name, millis + " ms", meaning);
    }
}
