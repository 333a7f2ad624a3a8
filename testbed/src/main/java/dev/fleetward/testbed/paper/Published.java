package dev.fleetward.testbed.paper;

import static dev.fleetward.testbed.paper.Measure.ABORTED;
import static dev.fleetward.testbed.paper.Measure.ACCUMULATED_DIFFERENCE;
import static dev.fleetward.testbed.paper.Measure.AVERAGE_DIFFERENCE;
import static dev.fleetward.testbed.paper.Measure.FIRST_TOKEN_P50;
import static dev.fleetward.testbed.paper.Measure.FIRST_TOKEN_P90;
import static dev.fleetward.testbed.paper.Measure.MAX_DIFFERENCE;
import static dev.fleetward.testbed.paper.Measure.TOKENS_PER_SECOND;
import static dev.fleetward.testbed.paper.Measure.VARIANCE;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the paper and its authors' result files say, by experiment and scheduler. Immutable.
final class Published {
    /// A number for one client.
    private record OfClient(
            String experiment,
            String scheduler,
            String client,
            @Nullable Double servicePerSecond,
            @Nullable Double firstTokenSeconds) {}

    private record OfAll(String experiment, String scheduler, Map<Measure, Double> values) {}

    private static final List<OfAll> ALL =
            List.of(
                    with(table("real", Contender.FCFS, 759.97, 433.53, 32_112, 777), 39.1, 113),
                    with(table("real", Contender.LCF, 750.49, 323.82, 29_089, 778), 3.2, null),
                    with(table("real", Contender.VTC, 368.40, 251.66, 6_549, 779), 4.9, 149),
                    table("real", Contender.PREDICT, 365.47, 240.33, 5_322, 773),
                    with(table("real", Contender.ORACLE, 329.46, 227.51, 4_476, 781), 7.0, null),
                    aborting(table("real", "RPM 5", 143.86, 83.58, 1_020, 340), 919),
                    aborting(table("real", "RPM 10", 217.65, 128.24, 2_767, 532), 600),
                    table("real", "RPM 15", 343.07, 161.06, 5_189, 626),
                    aborting(table("real", "RPM 20", 446.76, 195.71, 7_450, 694), 342),
                    aborting(table("real", "RPM 30", 693.66, 309.45, 24_221, 747), 176),
                    table("overload", Contender.FCFS, 447.4, 439.0, null, 876),
                    accumulating(table("overload", Contender.VTC, 192.9, 103.8, null, 893), 9_050),
                    table("overload", Contender.ORACLE, 5.87, 0.51, null, 895),
                    table("overload-multi", Contender.VTC, 322, 162, null, null),
                    table("overload-multi", Contender.ORACLE, 43, 36, null, null),
                    accumulating("on_off_overload", Contender.FCFS, 363e3),
                    accumulating("on_off_overload", Contender.VTC, 7.5e3),
                    accumulating("poisson_short_long", Contender.FCFS, 205e3),
                    accumulating("poisson_short_long", Contender.VTC, 5.2e3),
                    accumulating("poisson_short_long_2", Contender.FCFS, 605e3),
                    accumulating("poisson_short_long_2", Contender.VTC, 1.3e3),
                    table("dist_shift", Contender.LCF, 186.0, 114.0, null, null),
                    table("dist_shift", Contender.VTC, 108.0, 33.0, null, null));

    private static final List<OfClient> CLIENTS =
            List.of(
                    new OfClient("overload-weighted", Contender.VTC, "c0", 135.4, null),
                    new OfClient("overload-weighted", Contender.VTC, "c1", 270.8, null),
                    new OfClient("overload-weighted", Contender.VTC, "c2", 406.2, null),
                    new OfClient("overload-weighted", Contender.VTC, "c3", 541.4, null),
                    new OfClient("proportional", Contender.FCFS, "c0", null, 97.0),
                    new OfClient("proportional", Contender.FCFS, "c1", null, 97.0),
                    new OfClient("proportional", Contender.FCFS, "c2", null, 97.0),
                    new OfClient("proportional", Contender.VTC, "c0", null, 4.8),
                    new OfClient("proportional", Contender.VTC, "c1", null, 4.8),
                    new OfClient("proportional", Contender.VTC, "c2", null, 124.0),
                    new OfClient("on_off_less", Contender.VTC, "c0", null, 3.5),
                    new OfClient("on_off_less", Contender.VTC, "c1", null, 102.0),
                    new OfClient("increase", Contender.VTC, "c0", null, 0.35));

    private Published() {}

    static Map<Measure, Double> of(String experiment, String scheduler) {
        return ALL.stream()
                .filter(one -> one.experiment.equals(experiment) && one.scheduler.equals(scheduler))
                .map(OfAll::values)
                .findFirst()
                .orElse(Map.of());
    }

    static @Nullable Double servicePerSecond(String experiment, String scheduler, String client) {
        OfClient found = ofClient(experiment, scheduler, client);
        return found == null ? null : found.servicePerSecond;
    }

    static @Nullable Double firstTokenSeconds(String experiment, String scheduler, String client) {
        OfClient found = ofClient(experiment, scheduler, client);
        return found == null ? null : found.firstTokenSeconds;
    }

    private static @Nullable OfClient ofClient(String experiment, String scheduler, String client) {
        for (OfClient one : CLIENTS) {
            if (one.experiment.equals(experiment)
                    && one.scheduler.equals(scheduler)
                    && one.client.equals(client)) {
                return one;
            }
        }
        return null;
    }

    private static OfAll table(
            String experiment,
            String scheduler,
            double max,
            double average,
            @Nullable Integer variance,
            @Nullable Integer tokensPerSecond) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(MAX_DIFFERENCE, max);
        values.put(AVERAGE_DIFFERENCE, average);
        if (variance != null) {
            values.put(VARIANCE, variance.doubleValue());
        }
        if (tokensPerSecond != null) {
            values.put(TOKENS_PER_SECOND, tokensPerSecond.doubleValue());
        }
        return new OfAll(experiment, scheduler, values);
    }

    private static OfAll with(OfAll table, double p50, @Nullable Integer p90) {
        table.values.put(FIRST_TOKEN_P50, p50);
        if (p90 != null) {
            table.values.put(FIRST_TOKEN_P90, p90.doubleValue());
        }
        return table;
    }

    private static OfAll aborting(OfAll table, int aborted) {
        table.values.put(ABORTED, (double) aborted);
        return table;
    }

    private static OfAll accumulating(OfAll table, double accumulated) {
        table.values.put(ACCUMULATED_DIFFERENCE, accumulated);
        return table;
    }

    private static OfAll accumulating(String experiment, String scheduler, double accumulated) {
        return accumulating(
                new OfAll(experiment, scheduler, new EnumMap<>(Measure.class)), accumulated);
    }
}
