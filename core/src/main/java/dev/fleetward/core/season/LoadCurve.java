package dev.fleetward.core.season;

import java.util.List;

/// What load does to interactive calls: the first token over the share of the capacity that is in
/// use. Straight between its points; before the first and after the last as at these. Immutable.
public record LoadCurve(List<Point> points) {
    /// @param use of the capacity, 1 if it is all used
    /// @param firstTokenNanos what interactive calls then wait
    public record Point(double use, double firstTokenNanos) {}

    /// What was seen in some stretch of time. Immutable.
    ///
    /// @param use of the capacity
    /// @param firstTokenNanos the mean over its interactive calls
    /// @param calls that it is the mean of
    public record Seen(double use, double firstTokenNanos, long calls) {
        public Seen {
            if (!(use >= 0 && firstTokenNanos > 0) || calls < 1) {
                throw new IllegalArgumentException(
                        firstTokenNanos + " ns at a use of " + use + " in " + calls + " calls");
            }
        }
    }

    public LoadCurve {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("points: none (expected: at least one)");
        }
        for (int i = 1; i < points.size(); i++) {
            Point before = points.get(i - 1);
            Point point = points.get(i);
            if (!(point.use > before.use && point.firstTokenNanos >= before.firstTokenNanos)) {
                throw new IllegalArgumentException(
                        point + " after " + before + " (expected: more use, no less time)");
            }
        }
    }

    /// The curve of what was seen: it never falls, and it rises ever faster, as queues do.
    ///
    /// @throws IllegalArgumentException if nothing was seen
    public static LoadCurve learned(List<Seen> seen) {
        return new LoadCurve(ConvexFit.of(seen));
    }

    public double at(double use) {
        Point before = points.getFirst();
        for (Point point : points) {
            if (use <= point.use) {
                return point.use == before.use
                        ? point.firstTokenNanos
                        : before.firstTokenNanos
                                + (use - before.use)
                                        / (point.use - before.use)
                                        * (point.firstTokenNanos - before.firstTokenNanos);
            }
            before = point;
        }
        return before.firstTokenNanos;
    }
}
