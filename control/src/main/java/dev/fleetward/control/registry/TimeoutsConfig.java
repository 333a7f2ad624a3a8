package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Limits of one attempt, as far as they were named. Immutable.
@Doc(
        "Limits of one attempt. The stricter of endpoint and route holds; an endpoint that names none"
                + " has 5s, 60s, 60s and 10m.")
public record TimeoutsConfig(
        @Doc(value = "Until a connection stands.", example = "5s") @Nullable Duration connect,
        @Doc(value = "From the request to the first token.", example = "30s")
                @Nullable Duration firstToken,
        @Doc(value = "The longest gap inside an answer that has begun.", example = "30s")
                @Nullable Duration silence,
        @Doc(value = "The whole attempt.", example = "10m") @Nullable Duration total,
        @Doc(
                        value =
                                "Whether `firstToken` is longer in hours in which the endpoint is"
                                        + " usually slower than on average, in proportion, at most"
                                        + " three times.",
                        orElse = "false")
                boolean seasonal) {

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(1);

    public TimeoutsConfig {
        new Expect()
                .time("connect", connect, LEAST, MOST)
                .time("firstToken", firstToken, LEAST, MOST)
                .time("silence", silence, LEAST, MOST)
                .time("total", total, LEAST, MOST)
                .orThrow();
    }

    /// The limits, with those of `otherwise` where none was named.
    static Timeouts or(@Nullable TimeoutsConfig named, Timeouts otherwise) {
        return named == null
                ? otherwise
                : new Timeouts(
                        or(named.connect, otherwise.connectNanos()),
                        or(named.firstToken, otherwise.firstTokenNanos()),
                        or(named.silence, otherwise.silenceNanos()),
                        or(named.total, otherwise.totalNanos()),
                        named.seasonal || otherwise.seasonal());
    }

    private static long or(@Nullable Duration named, long otherwiseNanos) {
        return named == null ? otherwiseNanos : named.toNanos();
    }
}
