package dev.fleetward.testbed.provider.limit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a call is refused. Immutable.
///
/// @param code the word for it in an error of the OpenAI dialect
/// @param headers what the answer carries besides the usual ones
/// @param body the whole body where the provider has a shape of its own; null for the dialect's
public record Throttled(
        int status,
        @Nullable String code,
        String message,
        Map<String, String> headers,
        @Nullable String body) {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    public Throttled {
        headers = Map.copyOf(headers);
    }

    /// In the words of the call's dialect, with a time in whole seconds.
    static Throttled seconds(Buckets.Full full) {
        return new Throttled(
                429,
                "rate_limit_exceeded",
                "Rate limit reached on " + full.limit() + ": limit " + full.perMinute() + ".",
                Map.of("retry-after", Long.toString(wholeSeconds(full.waitNanos()))),
                null);
    }

    static long wholeSeconds(long nanos) {
        return Math.ceilDiv(nanos, 1_000 * NANOS_PER_MILLI);
    }

    /// Azure's: how long to wait twice, and the error's code is the status.
    static Throttled azure(String message, long waitNanos) {
        return new Throttled(
                429,
                null,
                message,
                Map.of(
                        "retry-after-ms", Long.toString(Math.ceilDiv(waitNanos, NANOS_PER_MILLI)),
                        "retry-after", Long.toString(wholeSeconds(waitNanos))),
                "{\"error\":{\"code\":\"429\",\"message\":\"" + message + "\"}}");
    }
}
