package dev.fleetward.app.terminal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Moments as people write them: `09:02` (the last one), `yesterday 09:02`, `2026-01-31 09:02`, in
/// their own zone; or RFC 3339. Stateless.
public final class SpokenTime {
    private static final Pattern CLOCK = Pattern.compile("(?:(today|yesterday) +)?(\\d{1,2}:.+)");

    private SpokenTime() {}

    /// @throws IllegalArgumentException whose message names the text and the expectation
    public static Instant parse(String text, Instant now, ZoneId zone) {
        String spoken = text.strip();
        try {
            Matcher clock = CLOCK.matcher(spoken);
            if (clock.matches()) {
                return clock(clock.group(1), clock.group(2), now.atZone(zone));
            }
            String written = spoken.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
            if (written.indexOf('T') < 0) {
                return LocalDate.parse(written).atStartOfDay(zone).toInstant();
            }
            return written.matches(".*T.*(Z|[+-]\\d{2}:?\\d{2})$")
                    ? OffsetDateTime.parse(written).toInstant()
                    : LocalDateTime.parse(written).atZone(zone).toInstant();
        } catch (DateTimeParseException notATime) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" (expected: a time such as 09:02, \"yesterday 09:02\","
                            + " \"2026-01-31 09:02\" or 2026-01-31T09:02:00Z)",
                    notATime);
        }
    }

    private static Instant clock(@Nullable String day, String text, ZonedDateTime now) {
        String padded = text.indexOf(':') == 1 ? "0" + text : text;
        ZonedDateTime today =
                now.toLocalDate().atTime(LocalTime.parse(padded)).atZone(now.getZone());
        boolean yesterday = day == null ? today.isAfter(now) : day.equals("yesterday");
        return (yesterday ? today.minusDays(1) : today).toInstant();
    }
}
