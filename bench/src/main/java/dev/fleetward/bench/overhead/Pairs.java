package dev.fleetward.bench.overhead;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Readings of two checkouts, those of a pair taken one right after the other. Confined to the
/// measuring thread.
final class Pairs {
    private final Map<Measure, List<Pair>> all = new EnumMap<>(Measure.class);

    record Pair(double before, double now) {
        /// NaN where one of them is not positive, as what a subject adds to a latency may be.
        double ratio() {
            return before > 0 && now > 0 ? now / before : Double.NaN;
        }
    }

    void add(Measure measure, double before, double now) {
        all.computeIfAbsent(measure, any -> new ArrayList<>()).add(new Pair(before, now));
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

    Change change(Measure measure) {
        return Change.of(of(measure).stream().map(Pair::ratio).toList());
    }

    private double median(Measure measure, ToDoubleFunction<Pair> reading) {
        return Samples.middle(of(measure).stream().mapToDouble(reading).sorted().boxed().toList());
    }
}
