package dev.fleetward.control.registry;

import dev.fleetward.core.season.PeakRule;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Route.Strategy;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Percent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a route does otherwise at its peak. Immutable.
@Doc(
        "What a route does otherwise at its peak, by the clock (`when`) or as its first endpoint's"
                + " seasons are (`above`). What is absent stays as it is.")
public record PeakConfig(
        @Doc(
                        value =
                                "Days, from and to, and a time zone, whose clock counts in summer"
                                        + " and in winter.",
                        example = "Mon-Fri 09:00-12:00 America/New_York")
                @Nullable Schedule when,
        @Doc(
                        value =
                                "How far the usual first token of the hour lies above its day's; over"
                                        + " again below half of that.",
                        example = "25%")
                @Nullable Percent above,
        @Doc("Limits of one attempt.") @Nullable TimeoutsConfig timeouts,
        @Doc(value = "What a call may declare as its output at most.", example = "1k")
                @Nullable Count maxOutputTokens,
        @Doc(
                        value = "Members of the request that are set, as JSON text by name.",
                        example = "{ reasoning_effort: \"\\\"low\\\"\" }")
                Map<String, String> parameters,
        @Doc(value = "In which order endpoints are tried.", example = "fastest")
                @Nullable Strategy strategy) {

    private static final Percent LEAST = new Percent(10_000);
    private static final Percent MOST = new Percent(10_000_000);
    private static final double WHOLE = 1_000_000;

    public PeakConfig {
        parameters = Map.copyOf(parameters);
        Expect expect =
                new Expect()
                        .that(
                                "when",
                                (when == null) != (above == null),
                                when == null ? "neither it nor above" : when + ", and above",
                                "one of the two")
                        .percent("above", above, LEAST, MOST)
                        .count("maxOutputTokens", maxOutputTokens, 1, RouteConfig.MOST_OUTPUT);
        RouteConfig.FallbackConfig.checkParameters(expect, parameters);
        expect.orThrow();
    }

    private PeakRule rule() {
        if (when != null) {
            return when.rule();
        }
        double rise = above == null ? 0 : above.partsPerMillion() / WHOLE;
        return new PeakRule.Measured(1 + rise, 1 + rise / 2);
    }

    private String words() {
        return when != null
                ? when.toString()
                : "the hour's first token more than " + above + " above its day's";
    }

    /// @param usual what the route does beside its peak
    static @Nullable Peak peak(@Nullable PeakConfig written, Peak.Setting usual) {
        if (written == null) {
            return null;
        }
        Timeouts timeouts = TimeoutsConfig.or(written.timeouts, usual.timeouts());
        Strategy strategy = written.strategy == null ? usual.strategy() : written.strategy;
        long most =
                written.maxOutputTokens == null
                        ? usual.maxOutputTokens()
                        : written.maxOutputTokens.value();
        return new Peak(
                written.rule(),
                written.words(),
                false,
                usual,
                new Peak.Setting(strategy, timeouts, most, written.parameters));
    }

    /// What the route does beside its peak.
    static Peak.Setting usual(RouteConfig route, Timeouts timeouts) {
        return new Peak.Setting(
                route.strategy(),
                timeouts,
                route.maxOutputTokens() == null ? Route.NO_CLAMP : route.maxOutputTokens().value(),
                Map.of());
    }
}
