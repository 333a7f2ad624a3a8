package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A service level. Immutable.
@Doc("A service level, over 30 days.")
public record SloConfig(
        @Doc(value = "Time to the first token.", example = "500ms") @Nullable Duration firstToken,
        @Doc(value = "Time between two tokens, on average over an answer.", example = "60ms")
                @Nullable Duration interToken,
        @Doc(value = "Time to the last byte.", example = "20s") @Nullable Duration total,
        @Doc(value = "The share of sound answers that keep each of these times.", orElse = "95%")
                Percent onTime,
        @Doc(
                        value =
                                "The share of calls that get a sound answer. Failures that are the"
                                        + " caller's do not count.",
                        example = "99.5%")
                @Nullable Percent success) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    public SloConfig {
        new Expect()
                .time("firstToken", firstToken, SHORTEST, LONGEST)
                .time("interToken", interToken, SHORTEST, LONGEST)
                .time("total", total, SHORTEST, LONGEST)
                .percent("onTime", onTime, Percent.ZERO, Percent.HUNDRED)
                .percent("success", success, Percent.ZERO, Percent.HUNDRED)
                .orThrow();
    }

    /// Null where none is written.
    static @Nullable Objective objective(@Nullable SloConfig written) {
        return written == null
                ? null
                : new Objective(
                        nanos(written.firstToken),
                        nanos(written.interToken),
                        nanos(written.total),
                        written.onTime,
                        written.success);
    }

    private static long nanos(@Nullable Duration time) {
        return time == null ? 0 : time.toNanos();
    }
}
