package dev.fleetward.core.season;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to be expected of one cohort in the next hours. Immutable.
///
/// @param hours from the one in which the forecast is made; hours of which nothing is known are
///   left out
public record Forecast(ProfileKey key, List<Hour> hours) {
    public static final int HOURS = 24;

    /// One hour to come. Immutable.
    ///
    /// @param median the level expected
    /// @param low below which the level is not usual
    /// @param high above which the level is not usual
    /// @param slow the 95th percentile of single calls; of a rate, the rate
    /// @param n values of this hour of the week behind it
    /// @param ratioToDay the level as a multiple of its day's
    public record Hour(
            long startMicros,
            HourOfWeek hour,
            double median,
            double low,
            double high,
            double slow,
            double n,
            Depth depth,
            double ratioToDay) {}

    private static final double SLOW = 0.95;

    public Forecast {
        hours = List.copyOf(hours);
    }

    public static Forecast of(ProfileBook book, ProfileKey key, long fromMicros) {
        List<Hour> hours = new ArrayList<>();
        long first = HourOfWeek.stretch(fromMicros);
        for (int i = 0; i < HOURS; i++) {
            long start = (first + i) * HourOfWeek.MICROS_PER_HOUR;
            book.at(key, start).ifPresent(baseline -> hours.add(hour(start, baseline)));
        }
        return new Forecast(key, hours);
    }

    private static Hour hour(long start, Baseline baseline) {
        boolean rate = baseline.measure().isRate();
        double median = baseline.median();
        double band = baseline.band();
        return new Hour(
                start,
                baseline.hour(),
                median,
                rate ? Math.max(median - band, 0) : median * Math.exp(-band),
                rate ? Math.min(median + band, 1) : median * Math.exp(band),
                rate ? median : baseline.quantile(SLOW),
                baseline.n(),
                baseline.depth(),
                baseline.ratioToDay());
    }

    /// The hour in which a moment lies.
    public Optional<Hour> at(long wallMicros) {
        return hours.stream()
                .filter(hour ->
                        wallMicros >= hour.startMicros()
                                && wallMicros - hour.startMicros() < HourOfWeek.MICROS_PER_HOUR)
                .findFirst();
    }
}
