package dev.fleetward.testbed.season;

import dev.fleetward.testbed.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// How much slower real providers' first token was in America's working hours than at 08 UTC: for
/// each model and region the ratio of the medians, for each provider the median of these.
/// Stateless.
///
/// A pair with fewer than [#LEAST_PROBES] on either side is thin: it is shown and does not count.
/// Intervals are 95% of bootstrap resamples of whole pairs; of fewer than [#LEAST_PAIRS] pairs
/// there is none.
public final class RealSeasons {
    public static final String PUBLISHED = "traces/thefastest/thefastest_ai_2024.csv";

    public static final int LEAST_PROBES = 4;
    public static final int LEAST_PAIRS = 5;

    private static final int MORNING = 8;
    private static final int FIRST_PEAK_HOUR = 16;
    private static final int LAST_PEAK_HOUR = 21;
    private static final double NEAR = 0.02;

    private RealSeasons() {}

    /// A median of ratios. Immutable.
    ///
    /// @param pairs that count
    /// @param thin pairs that do not
    /// @param ratio NaN where no pair counts
    /// @param low NaN where too few pairs count for an interval
    public record Line(String name, int pairs, int thin, double ratio, double low, double high) {}

    /// What one model in one region did. Immutable.
    ///
    /// @param ratio of the medians
    public record Pair(
            String provider, String model, String region, int morning, int peak, double ratio) {
        public boolean thin() {
            return Math.min(morning, peak) < LEAST_PROBES;
        }
    }

    /// What came of it. Immutable.
    ///
    /// @param hours the same ratio for each single hour that was measured
    public record Report(
            long seed,
            int resamples,
            Line overall,
            List<Line> providers,
            List<Line> hours,
            List<Pair> pairs,
            List<Gate> gates,
            boolean held) {
        public Report {
            providers = List.copyOf(providers);
            hours = List.copyOf(hours);
            pairs = List.copyOf(pairs);
            gates = List.copyOf(gates);
        }

        public String toJson() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        }
    }

    /// @param published whether the file is the one for which the figures are known
    public static Report run(Path file, boolean published, long seed, int resamples)
            throws IOException {
        List<Probe> probes = Probe.read(file);
        SplittableRandom random = new SplittableRandom(seed);
        List<Pair> pairs = pairs(probes, RealSeasons::isPeak);
        Line overall = line("all", pairs, resamples, random);
        List<Line> providers = new ArrayList<>();
        Map<String, List<Pair>> byProvider =
                pairs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Pair::provider, TreeMap::new, Collectors.toList()));
        byProvider.forEach(
                (provider, its) -> providers.add(line(provider, its, resamples, random)));
        providers.sort(Comparator.comparingInt(Line::pairs).reversed().thenComparing(Line::name));
        List<Line> hours = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            int only = hour;
            List<Pair> then = pairs(probes, at -> at == only);
            if (hour != MORNING && !then.isEmpty()) {
                String name = String.format(Locale.ROOT, "%02d UTC", hour);
                hours.add(line(name, then, resamples, random));
            }
        }
        List<Gate> gates = published ? gates(overall, providers) : List.of();
        boolean held = gates.stream().allMatch(Gate::held);
        return new Report(seed, resamples, overall, providers, hours, pairs, gates, held);
    }

    private static boolean isPeak(int hour) {
        return hour >= FIRST_PEAK_HOUR && hour <= LAST_PEAK_HOUR;
    }

    /// Those of which there is a probe on either side.
    private static List<Pair> pairs(List<Probe> probes, Predicate<Integer> isPeak) {
        Map<String, List<Probe>> byPair =
                probes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        probe -> probe.model() + " " + probe.region(),
                                        TreeMap::new,
                                        Collectors.toList()));
        List<Pair> pairs = new ArrayList<>();
        for (List<Probe> its : byPair.values()) {
            double[] morning = seconds(its, hour -> hour == MORNING);
            double[] peak = seconds(its, isPeak);
            if (morning.length > 0 && peak.length > 0) {
                Probe any = its.getFirst();
                pairs.add(
                        new Pair(
                                any.provider(),
                                any.model(),
                                any.region(),
                                morning.length,
                                peak.length,
                                median(peak) / median(morning)));
            }
        }
        return pairs;
    }

    private static double[] seconds(List<Probe> probes, Predicate<Integer> hours) {
        return probes.stream()
                .filter(probe -> hours.test(probe.hourOfDay()))
                .mapToDouble(Probe::firstTokenSeconds)
                .toArray();
    }

    private static Line line(
            String name, List<Pair> pairs, int resamples, SplittableRandom random) {
        double[] ratios =
                pairs.stream().filter(pair -> !pair.thin()).mapToDouble(Pair::ratio).toArray();
        int thin = pairs.size() - ratios.length;
        if (ratios.length == 0) {
            return new Line(name, 0, thin, Double.NaN, Double.NaN, Double.NaN);
        }
        if (ratios.length < LEAST_PAIRS) {
            return new Line(name, ratios.length, thin, median(ratios), Double.NaN, Double.NaN);
        }
        double[] medians = new double[resamples];
        double[] drawn = new double[ratios.length];
        for (int i = 0; i < resamples; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = ratios[random.nextInt(ratios.length)];
            }
            medians[i] = median(drawn);
        }
        Arrays.sort(medians);
        return new Line(
                name,
                ratios.length,
                thin,
                median(ratios),
                medians[(int) (0.025 * (resamples - 1))],
                medians[(int) Math.ceil(0.975 * (resamples - 1))]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static List<Gate> gates(Line overall, List<Line> providers) {
        List<Gate> gates = new ArrayList<>();
        gates.add(
                new Gate(
                        "pairs that count",
                        "116",
                        Integer.toString(overall.pairs()),
                        overall.pairs() == 116));
        gates.add(near("all", 1.05, List.of(overall)));
        gates.add(near("openai", 1.10, providers));
        gates.add(near("anthropic", 1.09, providers));
        gates.add(near("azure", 1.00, providers));
        return gates;
    }

    private static Gate near(String name, double expected, List<Line> lines) {
        double found =
                lines.stream()
                        .filter(line -> line.name().equals(name))
                        .mapToDouble(Line::ratio)
                        .findFirst()
                        .orElse(Double.NaN);
        return new Gate(
                name + ": 16–21 UTC to 08 UTC",
                String.format(Locale.ROOT, "%.2f ± %.2f", expected, NEAR),
                String.format(Locale.ROOT, "%.3f", found),
                Math.abs(found - expected) <= NEAR);
    }
}
