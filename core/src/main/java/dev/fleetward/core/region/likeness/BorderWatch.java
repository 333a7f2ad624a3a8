package dev.fleetward.core.region.likeness;

import dev.fleetward.core.region.likeness.BorderInputs.Tally;
import dev.fleetward.core.region.likeness.BorderVerdict.Reading;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The border inputs of one endpoint, day by day. Single writer; what it knows goes out as [#rows]
/// and comes back through the constructor. Keeps some twenty days.
///
/// 1. A day has one result; earlier days cannot be added later.
/// 2. The baseline never has a day among the last [BorderRule#exclusion].
/// 3. Results are in a row where at most a day is missing between them.
public final class BorderWatch {
    /// Inputs of one endpoint.
    public static final int MOST_INPUTS = 200;

    private static final int MOST_APART = 2;

    private final BorderRule rule;
    private final Map<String, Tally> reference = new HashMap<>();
    private final Deque<Row> rows = new ArrayDeque<>();

    /// One day's result.
    ///
    /// @param day of UTC, since 1970
    /// @param distance mean total variation distance from the reference
    /// @param unusual whether it was too far from the baseline of its day
    /// @param alarmed whether it raised an alarm
    public record Row(long day, double distance, boolean unusual, boolean alarmed) {}

    /// @param reference what the endpoint answered when it was known to be right
    /// @param known results of earlier days, in their order
    public BorderWatch(BorderRule rule, List<Tally> reference, List<Row> known) {
        if (reference.isEmpty() || reference.size() > MOST_INPUTS) {
            throw new IllegalArgumentException(
                    "inputs: " + reference.size() + " (expected: 1 to " + MOST_INPUTS + ")");
        }
        this.rule = rule;
        for (Tally each : reference) {
            if (each.total() == 0) {
                throw new IllegalArgumentException(
                        "reference of \"" + each.prompt() + "\": no answers");
            }
            this.reference.put(each.prompt(), each);
        }
        for (Row row : known) {
            keep(row);
        }
    }

    /// Results that are still of use, in their order.
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /// @param day of UTC, since 1970
    /// @param tallies the answers of that day; unknown prompts and empty tallies do not count
    public BorderVerdict see(long day, List<Tally> tallies) {
        double sum = 0;
        int calls = 0;
        Set<String> answered = new HashSet<>();
        for (Tally each : tallies) {
            Tally before = reference.get(each.prompt());
            if (before != null && each.total() > 0 && answered.add(each.prompt())) {
                sum += BorderInputs.distance(before, each);
                calls += each.total();
            }
        }
        if (2 * answered.size() < reference.size()
                || (!rows.isEmpty() && day <= rows.getLast().day)) {
            return new BorderVerdict.Left(day, answered.size(), reference.size());
        }
        return judge(day, sum / answered.size(), calls);
    }

    private BorderVerdict judge(long day, double distance, int calls) {
        double[] baseline =
                rows.stream()
                        .filter(row -> row.day < day - rule.exclusion())
                        .filter(row -> row.day >= day - rule.exclusion() - rule.window())
                        .mapToDouble(Row::distance)
                        .sorted()
                        .toArray();
        if (baseline.length < rule.least()) {
            keep(new Row(day, distance, false, false));
            return new BorderVerdict.Gathering(baseline.length, rule.least());
        }
        double usual = Arrays.stream(baseline).average().orElse(0);
        double limit = Math.max(rule.leastRise(), rule.sigmas() * deviation(baseline, usual));
        Reading reading = new Reading(day, distance, usual, limit, baseline.length, calls);
        boolean unusual = Math.abs(distance - usual) > limit;
        int streak = unusual ? 1 + streakBefore(day) : 0;
        double median = median(baseline);
        long restUntil =
                rows.stream()
                        .filter(Row::alarmed)
                        .mapToLong(row -> row.day + rule.cooldown())
                        .max()
                        .orElse(Long.MIN_VALUE);
        BorderVerdict verdict;
        if (median >= rule.unstable()) {
            verdict = new BorderVerdict.Unstable(reading, median);
        } else if (!unusual) {
            verdict = new BorderVerdict.Steady(reading);
        } else if (day <= restUntil) {
            verdict = new BorderVerdict.Resting(reading, restUntil);
        } else if (streak < rule.streak()) {
            verdict = new BorderVerdict.Moving(reading, streak);
        } else {
            verdict = new BorderVerdict.Changed(reading);
        }
        keep(new Row(day, distance, unusual, verdict instanceof BorderVerdict.Changed));
        return verdict;
    }

    private int streakBefore(long day) {
        int streak = 0;
        long next = day;
        for (var latest = rows.descendingIterator(); latest.hasNext(); ) {
            Row row = latest.next();
            if (!row.unusual || next - row.day > MOST_APART) {
                break;
            }
            streak++;
            next = row.day;
        }
        return streak;
    }

    private void keep(Row row) {
        if (!rows.isEmpty() && row.day <= rows.getLast().day) {
            throw new IllegalArgumentException("day " + row.day + " is not after the last one");
        }
        rows.add(row);
        while (rows.getFirst().day < row.day - rule.memory()) {
            rows.removeFirst();
        }
    }

    private static double deviation(double[] values, double mean) {
        double sum = 0;
        for (double each : values) {
            sum += (each - mean) * (each - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
