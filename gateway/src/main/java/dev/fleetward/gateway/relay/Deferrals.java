package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.Locale;

/// Tells calls that can wait to come back in the trough ([Deferral]). Stateless.
final class Deferrals {
    private static final long NANOS_PER_MICRO = 1_000;

    private Deferrals() {}

    /// The endpoint that the call would go to first decides.
    static void hold(Call call, Clock clock) throws Refused {
        Deferral rule = call.key().feature().deferral();
        if (rule == null || !canWait(call)) {
            return;
        }
        String endpoint = call.candidates.getFirst().name();
        long now = clock.wallMicros();
        long left = (call.deadlineNanos - clock.nanos()) / NANOS_PER_MICRO;
        Deferral.Held held =
                rule.decide(
                                call.snapshot.plan(),
                                endpoint,
                                call.who().feature(),
                                now,
                                now + left,
                                draw(call))
                        .orElse(null);
        if (held != null) {
            // Whole seconds, as the header has them, and none too few.
            long seconds = (held.untilMicros() - now) / 1_000_000 + 1;
            throw new Refused(
                    Failure.of(FailureKind.DEFERRED, words(endpoint, held))
                            .withRetryAfter(Duration.ofSeconds(seconds)));
        }
    }

    private static boolean canWait(Call call) {
        CallClass callClass = call.who().callClass();
        return (callClass == CallClass.BATCH || callClass == CallClass.BACKGROUND)
                && call.declaredDeadline >= 0
                && call.pin == null
                && !call.candidates.isEmpty();
    }

    /// The calls of a job come back together.
    private static int draw(Call call) {
        String job = call.who().job();
        int hash = job == null ? call.id.hashCode() : job.hashCode();
        // Spread as Stafford's mixers do: names of jobs are alike.
        long mixed = hash * 0x9E3779B97F4A7C15L;
        return (int) ((mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L >>> 32);
    }

    private static String words(String endpoint, Deferral.Held held) {
        return String.format(
                Locale.ROOT,
                "The endpoint %s is usually %.0f%% slower at this hour than on average, and this call"
                        + " has time. Come back after retry-after, with what is left of the deadline.",
                endpoint,
                (held.ratio() - 1) * 100);
    }
}
