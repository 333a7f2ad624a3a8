package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// When endpoints are taken out of service, and how they come back. Immutable.
@Doc(
        "When an endpoint is taken out of service because of how its calls end, and how it comes"
                + " back; `docs/BREAKERS.md` shows the states.")
public record HealthConfig(
        @Doc(value = "Failures in a row that open an endpoint's breaker.", orElse = "3")
                int failuresInARow,
        @Doc(value = "How long it then takes no calls; doubled each time.", orElse = "1s")
                Duration firstPause,
        @Doc(value = "What the pauses grow to.", orElse = "60s") Duration longestPause,
        @Doc(
                        value =
                                "How long it takes no calls when its answers became worse in meaning;"
                                        + " doubled each time.",
                        orElse = "2m")
                Duration firstRest,
        @Doc(value = "What the rests grow to.", orElse = "30m") Duration longestRest,
        @Doc(
                        value =
                                "Calls that it must serve well after a pause before it gets a share"
                                        + " of its traffic.",
                        orElse = "3")
                int trialCalls,
        @Doc("Answers that are malformed, empty or cut off: `0.5%`, `2%` and 6 if absent.")
                @Nullable ChartConfig form,
        @Doc("Answers that do not fit a schema: `0.5%`, `2%` and 6 if absent.")
                @Nullable ChartConfig schema,
        @Doc(
                        "Answers that decline, repeat the prompt or are in another language: `2%`,"
                                + " `5%` and 6 if absent.")
                @Nullable ChartConfig refusals,
        @Doc("Server errors and late answers: `2%`, `5%` and 6 if absent.")
                @Nullable ChartConfig errors) {

    /// How a rate of bad answers is watched. Immutable.
    @Doc(
            "How a rate of bad answers is watched: a cumulative sum over all calls of an endpoint."
                    + " `fleetward simulate cusum` shows what other values do.")
    public record ChartConfig(
            @Doc(value = "The rate that is taken as usual.", example = "0.5%") Percent expected,
            @Doc(value = "The rate that has to be found.", example = "2%") Percent alarm,
            @Doc(
                            value =
                                    "How much evidence that takes: each step up makes false alarms"
                                            + " about three times as rare, and finds a little later.",
                            orElse = "6")
                    int threshold) {

        private static final Percent LEAST = new Percent(100);
        private static final Percent MOST = new Percent(900_000);

        public ChartConfig {
            Percent above = new Percent(expected.partsPerMillion() + 1);
            new Expect()
                    .percent("expected", expected, LEAST, new Percent(500_000))
                    .percent("alarm", alarm, above, MOST)
                    .number("threshold", threshold, 2, 20)
                    .orThrow();
        }

        private static HealthRules.Chart or(
                @Nullable ChartConfig written, HealthRules.Chart usual) {
            return written == null
                    ? usual
                    : new HealthRules.Chart(written.expected, written.alarm, written.threshold);
        }
    }

    public HealthConfig {
        Duration least = Duration.ofMillis(10);
        Duration most = Duration.ofHours(24);
        new Expect()
                .number("failuresInARow", failuresInARow, 1, 1_000)
                .time("firstPause", firstPause, least, most)
                .time("longestPause", longestPause, firstPause, most)
                .time("firstRest", firstRest, least, most)
                .time("longestRest", longestRest, firstRest, most)
                .number("trialCalls", trialCalls, 1, 1_000)
                .orThrow();
    }

    HealthRules toRules() {
        HealthRules usual = HealthRules.DEFAULT;
        return new HealthRules(
                failuresInARow,
                firstPause.toNanos(),
                longestPause.toNanos(),
                firstRest.toNanos(),
                longestRest.toNanos(),
                trialCalls,
                ChartConfig.or(form, usual.form()),
                ChartConfig.or(schema, usual.schema()),
                ChartConfig.or(refusals, usual.refusals()),
                ChartConfig.or(errors, usual.errors()));
    }
}
