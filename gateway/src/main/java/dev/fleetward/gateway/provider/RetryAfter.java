package dev.fleetward.gateway.provider;

import dev.fleetward.core.unit.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// When a provider says that trying again makes sense. No state.
final class RetryAfter {
    /// Longer waits are cut to this; nobody waits for them anyway.
    private static final double MOST_MILLIS = 24 * 60 * 60 * 1000.0;

    /// A number or a date is shorter; anything longer is not looked at.
    private static final int MOST_CHARS = 64;

    private RetryAfter() {}

    /// `retry-after-ms`, else `retry-after` in seconds, with a fraction or not, or as an HTTP date;
    /// null where neither says anything usable.
    static @Nullable Duration of(UnaryOperator<@Nullable String> header, Clock clock) {
        Duration exact = number(header.apply("retry-after-ms"), 1);
        if (exact != null) {
            return exact;
        }
        String value = header.apply("retry-after");
        Duration seconds = number(value, 1000);
        return seconds != null ? seconds : date(value, clock);
    }

    /// A number of seconds with its unit, as Google's errors spell it; null for anything else.
    static @Nullable Duration spelled(String seconds) {
        return seconds.endsWith("s")
                ? number(seconds.substring(0, seconds.length() - 1), 1000)
                : null;
    }

    private static @Nullable Duration number(@Nullable String value, int millisPerUnit) {
        if (value == null || value.length() > MOST_CHARS) {
            return null;
        }
        try {
            double millis = Double.parseDouble(value.strip()) * millisPerUnit;
            return millis >= 0
                    ? Duration.ofMillis((long) Math.ceil(Math.min(millis, MOST_MILLIS)))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Duration date(@Nullable String value, Clock clock) {
        if (value == null || value.length() > MOST_CHARS) {
            return null;
        }
        try {
            long at =
                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .toEpochMilli();
            long millis = at - clock.wallMicros() / 1000;
            return Duration.ofMillis(Math.clamp(millis, 0, (long) MOST_MILLIS));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
