package dev.fleetward.core.season.slow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ranks the dimensions of calls by how well they explain that the mean first token is not as
/// forecast: Bhagwan et al., *Adtributor: Revenue Debugging in Advertising Systems*, NSDI 2014. The
/// mean is a ratio of two measures, the sum of first tokens and the calls, so that parts of the
/// change are by its partial derivatives (section 4.3 there). The forecast of the first token is
/// the hour's baseline; that of the calls, the shares from before. Stateless.
final class Adtributor {
    /// The part of the change that an element must explain.
    private static final double LEAST = 0.1;

    /// The part of the change after which a dimension has explained enough.
    private static final double ENOUGH = 0.67;

    private static final int MOST_ELEMENTS = 5;

    private Adtributor() {}

    /// Forecast and actual sums of one element. Confined to the ranking.
    private static final class Sums {
        private double forecastCalls;
        private double calls;
        private double forecastTime;
        private double time;

        private void add(Sums other) {
            forecastCalls += other.forecastCalls;
            calls += other.calls;
            forecastTime += other.forecastTime;
            time += other.time;
        }
    }

    /// Cells of one cohort, before and since. Confined to the ranking.
    private static final class Tally {
        private double before;
        private double since;
        private double time;
        private double baselineBefore;
        private double baselineSince;
    }

    /// @param fromMicros before it is before
    static List<Ranked> ranking(List<ResidualCell> cells, long fromMicros) {
        Map<Cohort, Sums> cohorts = cohorts(cells, fromMicros);
        Sums all = new Sums();
        cohorts.values().forEach(all::add);
        if (all.calls == 0 || all.forecastCalls == 0) {
            return List.of();
        }
        List<Ranked> ranking = new ArrayList<>();
        ranking.add(ranked("feature", cohorts, all, Cohort::feature));
        ranking.add(ranked("route", cohorts, all, Cohort::route));
        ranking.add(ranked("tenant", cohorts, all, Cohort::tenant));
        ranking.add(ranked("provider", cohorts, all, Cohort::provider));
        ranking.add(ranked("model", cohorts, all, Cohort::model));
        ranking.add(ranked("region", cohorts, all, Cohort::region));
        ranking.add(ranked("endpoint", cohorts, all, Cohort::endpoint));
        ranking.add(ranked("prompt size", cohorts, all, Cohort::bucket));
        ranking.removeIf(ranked -> ranked.elements().isEmpty());
        ranking.sort(Comparator.comparingDouble(Ranked::surprise).reversed());
        return ranking;
    }

    private static Map<Cohort, Sums> cohorts(List<ResidualCell> cells, long fromMicros) {
        Map<Cohort, Tally> tallies = new LinkedHashMap<>();
        double before = 0;
        double since = 0;
        for (ResidualCell cell : cells) {
            Tally tally = tallies.computeIfAbsent(cell.cohort(), cohort -> new Tally());
            if (cell.wallMicros() < fromMicros) {
                tally.before += cell.calls();
                tally.baselineBefore += cell.calls() * cell.baseline();
                before += cell.calls();
            } else {
                tally.since += cell.calls();
                // The mean of the logarithms, so that single calls' luck does not count.
                tally.time += cell.calls() * cell.baseline() * Math.exp(cell.residual());
                tally.baselineSince += cell.calls() * cell.baseline();
                since += cell.calls();
            }
        }
        Map<Cohort, Sums> sums = new LinkedHashMap<>();
        for (Map.Entry<Cohort, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            Sums sum = new Sums();
            sum.calls = tally.since;
            sum.time = tally.time;
            sum.forecastCalls = before == 0 ? 0 : tally.before / before * since;
            sum.forecastTime =
                    sum.forecastCalls
                            * (tally.since > 0
                                    ? tally.baselineSince / tally.since
                                    : tally.baselineBefore / Math.max(tally.before, 1));
            sums.put(entry.getKey(), sum);
        }
        return sums;
    }

    private static Ranked ranked(
            String dimension,
            Map<Cohort, Sums> cohorts,
            Sums all,
            Function<Cohort, @Nullable String> part) {
        Map<String, Sums> parts = new LinkedHashMap<>();
        cohorts.forEach((cohort, sums) -> {
            String value = part.apply(cohort);
            parts.computeIfAbsent(value == null ? "" : value, none -> new Sums()).add(sums);
        });
        double whole = 0;
        for (Sums each : parts.values()) {
            whole += power(each, all);
        }
        List<Ranked.Element> elements = new ArrayList<>();
        // A dimension of one value explains everything, and nothing.
        if (parts.size() < 2 || whole == 0) {
            return new Ranked(dimension, 0, elements);
        }
        for (Map.Entry<String, Sums> entry : parts.entrySet()) {
            Sums each = entry.getValue();
            elements.add(
                    new Ranked.Element(
                            entry.getKey(),
                            power(each, all) / whole,
                            surprise(each.forecastTime / all.forecastTime, each.time / all.time)
                                    + surprise(
                                            each.forecastCalls / all.forecastCalls,
                                            each.calls / all.calls)));
        }
        return chosen(dimension, elements);
    }

    /// The most surprising that explain a part each, until they explain enough.
    private static Ranked chosen(String dimension, List<Ranked.Element> elements) {
        elements.sort(Comparator.comparingDouble(Ranked.Element::surprise).reversed());
        List<Ranked.Element> chosen = new ArrayList<>();
        double explained = 0;
        double surprise = 0;
        for (Ranked.Element element : elements) {
            if (element.explains() <= LEAST || chosen.size() == MOST_ELEMENTS) {
                continue;
            }
            chosen.add(element);
            explained += element.explains();
            surprise += element.surprise();
            if (explained > ENOUGH) {
                return new Ranked(dimension, surprise, chosen);
            }
        }
        return new Ranked(dimension, 0, List.of());
    }

    /// How much of the ratio's change is by one element, but for a factor that all have: the change
    /// of the ratio where this element is as it is, and all others as forecast.
    private static double power(Sums each, Sums all) {
        double calls = all.forecastCalls + each.calls - each.forecastCalls;
        return calls <= 0
                ? 0
                : ((each.time - each.forecastTime) * all.forecastCalls
                                - (each.calls - each.forecastCalls) * all.forecastTime)
                        / (all.forecastCalls * calls);
    }

    /// An element's term of the divergence of Jensen and Shannon.
    private static double surprise(double forecast, double actual) {
        return (term(forecast, actual) + term(actual, forecast)) / 2;
    }

    private static double term(double p, double q) {
        return p <= 0 ? 0 : p * Math.log(2 * p / (p + q));
    }
}
