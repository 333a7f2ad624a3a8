package dev.fleetward.core.season;

import dev.fleetward.core.season.LoadCurve.Point;
import dev.fleetward.core.season.LoadCurve.Seen;
import java.util.ArrayList;
import java.util.List;

/// The convex line of [#PIECES] straight pieces that never falls and fits best: a constant and
/// hinges that are not negative, by least squares of relative errors, each weighed by its calls.
/// One coordinate at a time is set to its best value (Gauss-Seidel), which for a convex problem
/// leads to the one solution. Stateless.
final class ConvexFit {
    private static final int PIECES = 6;
    private static final int ROUNDS = 3_000;

    /// Uses that lie closer together show nothing of a slope.
    private static final double LEAST_SPAN = 0.01;

    private ConvexFit() {}

    static List<Point> of(List<Seen> seen) {
        if (seen.isEmpty()) {
            throw new IllegalArgumentException("nothing was seen");
        }
        double from = seen.stream().mapToDouble(Seen::use).min().orElse(0);
        double to = seen.stream().mapToDouble(Seen::use).max().orElse(0);
        int pieces = to - from < LEAST_SPAN ? 0 : PIECES;
        double[] knots = new double[pieces];
        for (int i = 0; i < pieces; i++) {
            knots[i] = from + i * (to - from) / pieces;
        }
        double[] slopes = new double[pieces];
        double level = solve(seen, knots, slopes);
        List<Point> points = new ArrayList<>();
        for (double knot : knots) {
            points.add(new Point(knot, at(knot, level, knots, slopes)));
        }
        points.add(new Point(to, at(to, level, knots, slopes)));
        return points;
    }

    /// @param slopes is filled in
    /// @return the constant
    private static double solve(List<Seen> seen, double[] knots, double[] slopes) {
        int count = seen.size();
        double[] weights = new double[count];
        double[] left = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            Seen each = seen.get(i);
            weights[i] = each.calls() / each.firstTokenNanos() / each.firstTokenNanos();
            left[i] = each.firstTokenNanos();
            sum += weights[i];
        }
        double level = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double mean = 0;
            for (int i = 0; i < count; i++) {
                mean += weights[i] * left[i] / sum;
            }
            double next = Math.max(level + mean, 0);
            for (int i = 0; i < count; i++) {
                left[i] += level - next;
            }
            level = next;
            for (int j = 0; j < knots.length; j++) {
                settle(seen, weights, left, knots[j], j, slopes);
            }
        }
        return level;
    }

    private static void settle(
            List<Seen> seen, double[] weights, double[] left, double knot, int j, double[] slopes) {
        double above = 0;
        double below = 0;
        for (int i = 0; i < weights.length; i++) {
            double hinge = Math.max(seen.get(i).use() - knot, 0);
            above += weights[i] * hinge * left[i];
            below += weights[i] * hinge * hinge;
        }
        if (below == 0) {
            return;
        }
        double next = Math.max(slopes[j] + above / below, 0);
        for (int i = 0; i < weights.length; i++) {
            left[i] += (slopes[j] - next) * Math.max(seen.get(i).use() - knot, 0);
        }
        slopes[j] = next;
    }

    private static double at(double use, double level, double[] knots, double[] slopes) {
        double value = level;
        for (int j = 0; j < knots.length; j++) {
            value += slopes[j] * Math.max(use - knots[j], 0);
        }
        return value;
    }
}
