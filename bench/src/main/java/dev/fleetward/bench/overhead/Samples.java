package dev.fleetward.bench.overhead;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Readings of each measure for each subject, one a round. Confined to the measuring thread.
final class Samples {
    private final Map<Measure, Map<String, List<Double>>> all = new LinkedHashMap<>();

    void add(Measure measure, String subject, double value) {
        all.computeIfAbsent(measure, any -> new LinkedHashMap<>())
                .computeIfAbsent(subject, any -> new ArrayList<>())
                .add(value);
    }

    List<Double> of(Measure measure, String subject) {
        return all.getOrDefault(measure, Map.of()).getOrDefault(subject, List.of());
    }

    boolean has(Measure measure, String subject) {
        return !of(measure, subject).isEmpty();
    }

    /// The middle reading, the lower of two in the middle.
    double median(Measure measure, String subject) {
        List<Double> sorted = new ArrayList<>(of(measure, subject));
        Collections.sort(sorted);
        return sorted.get((sorted.size() - 1) / 2);
    }

    /// The middle, or the mean of the two in the middle.
    static double median(List<Double> readings) {
        List<Double> sorted = readings.stream().sorted().toList();
        int count = sorted.size();
        return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    }
}
