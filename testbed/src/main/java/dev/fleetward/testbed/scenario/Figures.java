package dev.fleetward.testbed.scenario;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Numbers about journeys. Stateless.
final class Figures {
    private Figures() {}

    /// A percentile of a value over those journeys of a feature that completed; NaN if none did.
    static double percentile(
            List<Journey> journeys, String feature, double share, ToDoubleFunction<Journey> value) {
        double[] sorted =
                of(journeys, feature, Journey::completed).stream()
                        .mapToDouble(value)
                        .sorted()
                        .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    static long count(List<Journey> journeys, String feature, Predicate<Journey> which) {
        return of(journeys, feature, which).size();
    }

    private static List<Journey> of(
            List<Journey> journeys, String feature, Predicate<Journey> which) {
        return journeys.stream()
                .filter(journey -> journey.wish.feature().name().equals(feature))
                .filter(which)
                .toList();
    }

    /// When the last call of a feature ended, in seconds.
    static double end(List<Journey> journeys, String feature) {
        return of(journeys, feature, Journey::completed).stream()
                .mapToDouble(journey -> journey.endNanos / 1e9)
                .max()
                .orElse(Double.NaN);
    }

    /// Tokens per second of calls that ended between two times in seconds.
    static double tokensPerSecond(List<Journey> journeys, double from, double to) {
        long tokens = 0;
        for (Journey journey : journeys) {
            double end = journey.endNanos / 1e9;
            if (journey.completed() && end > from && end <= to) {
                tokens += journey.tokens();
            }
        }
        return tokens / (to - from);
    }

    /// Tokens per second of one feature.
    static double tokensPerSecond(List<Journey> journeys, String feature, double from, double to) {
        return tokensPerSecond(of(journeys, feature, journey -> true), from, to);
    }
}
