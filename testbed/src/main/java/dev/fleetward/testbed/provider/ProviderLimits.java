package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the provider lets through, and what its headers say about it. Confined to the provider's
/// event loop.
///
/// OpenAI charges `max_tokens` at admission and gives nothing back. Anthropic charges input at
/// admission without cache reads, and output as it is generated, whatever `max_tokens` says.
final class ProviderLimits {
    private final Settings.Limits limits;
    private final Clock clock;
    private final Allowance requests;
    private final Allowance input;
    private final Allowance output;
    private int running;

    ProviderLimits(Settings.Limits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        long now = clock.nanos();
        this.requests = new Allowance(limits.requestsPerMinute(), now);
        this.input = new Allowance(limits.inputTokensPerMinute(), now);
        this.output = new Allowance(limits.outputTokensPerMinute(), now);
    }

    /// Takes a call in, or says why not. What was taken in is given back by [#left].
    ///
    /// @param outputTokens what the call may generate
    /// @param waiting calls in the engine's queue
    @Nullable Rejection enter(WireDialect dialect, int inputTokens, int outputTokens, int waiting) {
        if (limits.waiting() > 0 && waiting >= limits.waiting()) {
            return switch (dialect) {
                case OPENAI ->
                        Rejection.of(503, "The engine is currently overloaded, try again later.");
                case ANTHROPIC -> Rejection.of(529, "Overloaded");
            };
        }
        if (limits.concurrent() > 0 && running >= limits.concurrent()) {
            return tooMany("concurrent connections", limits.concurrent(), 1_000_000_000L);
        }
        long now = clock.nanos();
        // Anthropic refuses on output only when what was generated has used the minute up.
        double outputCost = dialect == WireDialect.OPENAI ? outputTokens : 1;
        long wait = requests.waitNanos(1, now);
        if (wait > 0) {
            return tooMany("requests per min (RPM)", requests.perMinute(), wait);
        }
        wait = input.waitNanos(inputTokens, now);
        if (wait > 0) {
            return tooMany("input tokens per min", input.perMinute(), wait);
        }
        wait = output.waitNanos(outputCost, now);
        if (wait > 0) {
            return tooMany("output tokens per min", output.perMinute(), wait);
        }
        running++;
        requests.take(1, now);
        input.take(inputTokens, now);
        output.take(dialect == WireDialect.OPENAI ? outputTokens : 0, now);
        return null;
    }

    private static Rejection tooMany(String what, long limit, long waitNanos) {
        return new Rejection(
                429,
                "rate_limit_exceeded",
                null,
                "Rate limit reached on " + what + ": limit " + limit + ".",
                Rejection.RetryAfter.SECONDS,
                Math.ceilDiv(waitNanos, 1_000_000L));
    }

    /// A call that [#enter] took in has ended.
    void left(WireDialect dialect, int generated) {
        running--;
        if (dialect == WireDialect.ANTHROPIC) {
            output.take(generated, clock.nanos());
        }
    }

    /// The dialect's headers for each limit that there is.
    void headers(WireDialect dialect, MultiMap headers) {
        if (!limits.perMinute()) {
            return;
        }
        switch (dialect) {
            case OPENAI -> {
                openAi("requests", requests, headers);
                openAi("tokens", output.limited() ? output : input, headers);
            }
            case ANTHROPIC -> {
                anthropic("requests", requests, headers);
                anthropic("input-tokens", input, headers);
                anthropic("output-tokens", output, headers);
                anthropic("tokens", input, headers);
            }
        }
    }

    private void openAi(String kind, Allowance allowance, MultiMap headers) {
        if (allowance.limited()) {
            long now = clock.nanos();
            headers.set("x-ratelimit-limit-" + kind, Long.toString(allowance.perMinute()));
            headers.set("x-ratelimit-remaining-" + kind, Long.toString(allowance.remaining(now)));
            headers.set("x-ratelimit-reset-" + kind, spelled(allowance.resetNanos(now)));
        }
    }

    private void anthropic(String kind, Allowance allowance, MultiMap headers) {
        if (allowance.limited()) {
            long now = clock.nanos();
            long resetMicros = clock.wallMicros() + allowance.resetNanos(now) / 1_000;
            String prefix = "anthropic-ratelimit-" + kind;
            headers.set(prefix + "-limit", Long.toString(allowance.perMinute()));
            headers.set(prefix + "-remaining", Long.toString(rounded(kind, allowance, now)));
            headers.set(
                    prefix + "-reset",
                    Instant.EPOCH
                            .plus(resetMicros, ChronoUnit.MICROS)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        }
    }

    /// Remaining tokens are told in thousands.
    private static long rounded(String kind, Allowance allowance, long now) {
        long remaining = allowance.remaining(now);
        return kind.equals("requests") ? remaining : Math.round(remaining / 1_000.0) * 1_000;
    }

    /// `12ms`, `1.5s`, `6m0s`.
    private static String spelled(long nanos) {
        long millis = Math.ceilDiv(nanos, 1_000_000L);
        if (millis < 1_000) {
            return millis + "ms";
        }
        String seconds = String.format(Locale.ROOT, "%.3f", millis % 60_000 / 1_000.0);
        seconds = seconds.replaceAll("\\.?0+$", "");
        return (millis < 60_000 ? "" : millis / 60_000 + "m")
                + (seconds.isEmpty() ? "0" : seconds)
                + "s";
    }
}
