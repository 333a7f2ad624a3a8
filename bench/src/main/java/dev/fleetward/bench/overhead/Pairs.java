package dev.fleetward.bench.overhead;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Readings of two checkouts, those of a pair taken one right after the other. Confined to the
/// measuring thread.
final class Pairs {
    private final Map<Measure, List<Pair>> all = new EnumMap<>(Measure.class);

    record Pair(int round, double before, double now) {
        /// NaN where one of them is not positive, as what a subject adds to a latency may be.
        double ratio() {
            return before > 0 && now > 0 ? now / before : Double.NaN;
        }
    }

    void add(Measure measure, int round, double before, double now) {
        all.computeIfAbsent(measure, any -> new ArrayList<>()).add(new Pair(round, before, now));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean has(Measure measure) {
        return all.containsKey(measure);
    }

    List<Pair> of(Measure measure) {
        return all.getOrDefault(measure, List.of());
    }

    double before(Measure measure) {
        return median(measure, Pair::before);
    }

    double now(Measure measure) {
        return median(measure, Pair::now);
    }

    /// Each round counts once, with the median of its pairs: a compiler that happens to do well in
    /// one process does so in all pairs of a round.
    Change change(Measure measure) {
        return Change.of(
                of(measure).stream()
                        .collect(
                                groupingBy(
                                        Pair::round,
                                        mapping(
                                                Pair::ratio,
                                                collectingAndThen(toList(), Samples::median))))
                        .values());
    }

    private double median(Measure measure, ToDoubleFunction<Pair> reading) {
        return Samples.median(of(measure).stream().mapToDouble(reading).boxed().toList());
    }
}
