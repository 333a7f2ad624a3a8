package dev.fleetward.gateway.provider;

import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.quota.ProviderSignal.Reading;
import dev.fleetward.core.unit.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What response heads say of the provider's quota. Whatever cannot be read counts as not said. No
/// state.
final class RateLimitHeaders {
    /// Numbers, durations and dates are shorter; anything longer is not looked at.
    private static final int MOST_CHARS = 40;

    private static final int MOST_DIGITS = 18;

    /// What Anthropic rounds remaining tokens to.
    private static final long ANTHROPIC_STEP = 1_000;

    private static final long SECOND = 1_000_000_000L;

    private RateLimitHeaders() {}

    /// `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`, as OpenAI, Azure and compatible
    /// servers send them. Of the limits of an organisation and of a project the scarcer one counts.
    /// Azure's provisioned deployments say how full they are instead. Null where none of them is
    /// there and the call was not refused.
    static @Nullable ProviderSignal openAi(
            UnaryOperator<@Nullable String> header,
            boolean refused,
            @Nullable Duration retryAfter,
            long nowNanos) {
        String requestsLeft = header.apply("x-ratelimit-remaining-requests");
        String tokensLeft = header.apply("x-ratelimit-remaining-tokens");
        String utilization = header.apply("azure-openai-deployment-utilization");
        if (requestsLeft == null && tokensLeft == null && utilization == null) {
            return refused ? ProviderSignal.refused(nanos(retryAfter), nowNanos) : null;
        }
        Reading tokens = openAi(header, "tokens", tokensLeft);
        String projectLeft = header.apply("x-ratelimit-remaining-project-tokens");
        if (projectLeft != null) {
            tokens = scarcer(tokens, openAi(header, "project-tokens", projectLeft));
        }
        return new ProviderSignal(
                        openAi(header, "requests", requestsLeft),
                        tokens,
                        Reading.NONE,
                        Reading.NONE,
                        nanos(retryAfter),
                        refused,
                        nowNanos)
                .withUtilization(millionths(utilization));
    }

    /// What a mere refusal says.
    static ProviderSignal refused(@Nullable Duration retryAfter, long nowNanos) {
        return ProviderSignal.refused(nanos(retryAfter), nowNanos);
    }

    private static Reading openAi(
            UnaryOperator<@Nullable String> header, String kind, @Nullable String remaining) {
        return reading(
                number(header.apply("x-ratelimit-limit-" + kind)),
                number(remaining),
                duration(header.apply("x-ratelimit-reset-" + kind)),
                1);
    }

    private static Reading scarcer(Reading one, Reading other) {
        if (one.remaining() < 0 || other.remaining() < 0) {
            return one.remaining() < 0 ? other : one;
        }
        return one.remaining() <= other.remaining() ? one : other;
    }

    /// `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}`.
    /// Null where none of them is there and the call was not refused.
    static @Nullable ProviderSignal anthropic(
            UnaryOperator<@Nullable String> header,
            boolean refused,
            @Nullable Duration retryAfter,
            Clock clock,
            long nowNanos) {
        if (header.apply("anthropic-ratelimit-requests-limit") == null
                && header.apply("anthropic-ratelimit-tokens-limit") == null
                && header.apply("anthropic-ratelimit-input-tokens-limit") == null) {
            return refused ? ProviderSignal.refused(nanos(retryAfter), nowNanos) : null;
        }
        return new ProviderSignal(
                anthropic(header, "requests", 1, clock),
                anthropic(header, "tokens", ANTHROPIC_STEP, clock),
                anthropic(header, "input-tokens", ANTHROPIC_STEP, clock),
                anthropic(header, "output-tokens", ANTHROPIC_STEP, clock),
                nanos(retryAfter),
                refused,
                nowNanos);
    }

    private static Reading anthropic(
            UnaryOperator<@Nullable String> header, String kind, long step, Clock clock) {
        String prefix = "anthropic-ratelimit-" + kind;
        return reading(
                number(header.apply(prefix + "-limit")),
                number(header.apply(prefix + "-remaining")),
                until(header.apply(prefix + "-reset"), clock),
                step);
    }

    /// Without a limit that makes sense nothing else does: Azure sends 0 or -1 for all of them
    /// where it does not know.
    private static Reading reading(long limit, long remaining, long resetNanos, long step) {
        return limit == 0 ? Reading.NONE : new Reading(limit, remaining, resetNanos, step);
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? ProviderSignal.UNKNOWN : duration.toNanos();
    }

    private static long number(@Nullable String value) {
        if (value == null || value.length() > MOST_CHARS) {
            return ProviderSignal.UNKNOWN;
        }
        String digits = value.strip();
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            return ProviderSignal.UNKNOWN;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return ProviderSignal.UNKNOWN;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /// A percentage like `87.3%`, in millionths of the whole.
    static long millionths(@Nullable String value) {
        if (value == null || value.length() > MOST_CHARS) {
            return ProviderSignal.UNKNOWN;
        }
        String text = value.strip();
        int digits = 0;
        while (digits < text.length() && isNumeric(text.charAt(digits))) {
            digits++;
        }
        double percent = decimal(text, 0, digits);
        if (percent < 0 || !text.substring(digits).equals("%")) {
            return ProviderSignal.UNKNOWN;
        }
        return (long) Math.min(Math.ceil(percent * 10_000), ProviderSignal.MOST_UTILIZATION);
    }

    /// A duration like `6m0s`, `1s`, `20ms` or `1h2m3.5s`; a number alone is seconds.
    static long duration(@Nullable String value) {
        if (value == null || value.length() > MOST_CHARS) {
            return ProviderSignal.UNKNOWN;
        }
        String text = value.strip();
        double nanos = 0;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isNumeric(text.charAt(end))) {
                end++;
            }
            int unitEnd = end;
            while (unitEnd < text.length() && !isNumeric(text.charAt(unitEnd))) {
                unitEnd++;
            }
            double unit = unit(text.substring(end, unitEnd));
            double amount = decimal(text, at, end);
            if (unit < 0 || amount < 0) {
                return ProviderSignal.UNKNOWN;
            }
            nanos += amount * unit;
            at = unitEnd;
        }
        return at == 0
                ? ProviderSignal.UNKNOWN
                : (long) Math.min(Math.ceil(nanos), ProviderSignal.MOST_NANOS);
    }

    private static boolean isNumeric(char c) {
        return c == '.' || (c >= '0' && c <= '9');
    }

    private static double decimal(String text, int from, int to) {
        if (from == to) {
            return -1;
        }
        try {
            return Double.parseDouble(text.substring(from, to));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "h" -> 3_600.0 * SECOND;
            case "m" -> 60.0 * SECOND;
            case "s", "" -> SECOND;
            case "ms" -> 1_000_000.0;
            case "us", "µs", "μs" -> 1_000.0;
            case "ns" -> 1;
            default -> -1;
        };
    }

    /// The time from now to an instant of RFC 3339; 0 for one that has passed.
    static long until(@Nullable String value, Clock clock) {
        if (value == null || value.length() > MOST_CHARS) {
            return ProviderSignal.UNKNOWN;
        }
        try {
            Instant at = OffsetDateTime.parse(value.strip()).toInstant();
            long nowMicros = clock.wallMicros();
            long seconds = at.getEpochSecond() - Math.floorDiv(nowMicros, 1_000_000L);
            if (seconds > ProviderSignal.MOST_NANOS / SECOND) {
                return ProviderSignal.MOST_NANOS;
            }
            long nanos =
                    Math.max(seconds, -2) * SECOND
                            + at.getNano()
                            - Math.floorMod(nowMicros, 1_000_000L) * 1_000;
            return Math.max(0, nanos);
        } catch (DateTimeException e) {
            return ProviderSignal.UNKNOWN;
        }
    }
}
