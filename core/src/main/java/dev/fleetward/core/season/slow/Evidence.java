package dev.fleetward.core.season.slow;

import java.time.ZoneId;
import java.util.List;

/// What a verdict rests on. Immutable.
///
/// @param hourMicros the beginning of the hour that the season is told of
/// @param season the usual first token of that hour over that of the day, as a logarithm
/// @param residual how far the calls since lie from their baseline, as a logarithm
/// @param band what is usual, as a logarithm
/// @param callsBefore of those asked about
/// @param callsAfter of those asked about
/// @param shift from before to since
/// @param ranking the dimensions, that which explains most first
public record Evidence(
        ZoneId zone,
        long hourMicros,
        double season,
        double residual,
        double band,
        long callsBefore,
        long callsAfter,
        Shift shift,
        List<Ranked> ranking) {
    public Evidence {
        ranking = List.copyOf(ranking);
    }

    boolean isWithinBand() {
        return residual <= band;
    }
}
