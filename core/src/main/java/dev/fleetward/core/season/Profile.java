package dev.fleetward.core.season;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One measure of one cohort over the week. Confined to its [ProfileBook].
///
/// Two hours at most collect values at a time; the others are bytes ([Cell]). An hour is part of
/// the baseline only once it is closed, so it is never judged by itself. A value of a third hour
/// closes the hour that was opened first.
final class Profile {
    /// Values below which an hour of the week is filled up from elsewhere.
    static final double ENOUGH = 200;

    private static final int HOURS_PER_DAY = 24;

    /// Hours with values without which a day has no level of its own.
    private static final int LEAST_HOURS = 6;

    /// Deviations of weeks without which other hours are asked for them.
    private static final int LEAST_DEVIATIONS = 6;

    private record Open(long stretch, Sketch values) {}

    private final Measure measure;
    private final byte[] @Nullable [] cells = new byte[HourOfWeek.COUNT][];
    private final BitSet changed = new BitSet(HourOfWeek.COUNT);
    private @Nullable Open newer;
    private @Nullable Open older;
    private boolean openChanged;
    private @Nullable Baseline last;
    private long lastStretch;

    Profile(Measure measure) {
        this.measure = measure;
    }

    void record(long stretch, double value, long calls) {
        opened(stretch).values.add(value, calls);
        openChanged = true;
    }

    private Open opened(long stretch) {
        if (newer != null && newer.stretch == stretch) {
            return newer;
        }
        if (older != null && older.stretch == stretch) {
            return older;
        }
        if (older != null) {
            close(older);
        }
        older = newer;
        newer = new Open(stretch, new Sketch());
        return newer;
    }

    /// Closes the hours before a stretch.
    void closeBefore(long stretch) {
        if (older != null && older.stretch < stretch) {
            close(older);
            older = null;
        }
        if (newer != null && newer.stretch < stretch) {
            close(newer);
            newer = older;
            older = null;
        }
    }

    private void close(Open open) {
        int hour = HourOfWeek.ofStretch(open.stretch).index();
        cells[hour] = Cell.closed(measure, cells[hour], open.stretch, open.values);
        changed.set(hour);
        openChanged = true;
        last = null;
    }

    Optional<Baseline> at(long stretch) {
        if (last == null || lastStretch != stretch) {
            last = baseline(stretch);
            lastStretch = stretch;
        }
        return Optional.ofNullable(last);
    }

    private @Nullable Baseline baseline(long stretch) {
        HourOfWeek hour = HourOfWeek.ofStretch(stretch);
        Sketch values = new Sketch();
        addTo(values, hour.index(), stretch);
        double own = values.total();
        Depth depth = Depth.HOUR_OF_WEEK;
        if (own < ENOUGH) {
            depth = Depth.HOUR_OF_DAY;
            fill(values, otherDays(hour.index(), stretch));
            if (values.total() < ENOUGH * (1 - 1e-6)) {
                depth = Depth.WHOLE;
                fill(values, otherHours(hour.index(), stretch));
            }
        }
        if (values.total() < ProfileBook.LEAST_VALUES) {
            return null;
        }
        return new Baseline(
                measure,
                hour,
                hourDeviation(hour, values),
                callDeviation(values),
                own,
                depth,
                dayLevel(hour, stretch),
                values);
    }

    /// Takes from another one what is missing, if it has so much.
    private static void fill(Sketch values, Sketch from) {
        double missing = ENOUGH - values.total();
        if (from.total() > 0) {
            values.merge(from, Math.min(1, missing / from.total()));
        }
    }

    private Sketch otherDays(int hour, long stretch) {
        Sketch values = new Sketch();
        for (int other = hour % HOURS_PER_DAY; other < cells.length; other += HOURS_PER_DAY) {
            if (other != hour) {
                addTo(values, other, stretch);
            }
        }
        return values;
    }

    private Sketch otherHours(int hour, long stretch) {
        Sketch values = new Sketch();
        for (int other = 0; other < cells.length; other++) {
            if (other % HOURS_PER_DAY != hour % HOURS_PER_DAY) {
                addTo(values, other, stretch);
            }
        }
        return values;
    }

    private void addTo(Sketch values, int hour, long stretch) {
        byte[] cell = cells[hour];
        if (cell != null) {
            Cell.addTo(values, cell, stretch);
        }
    }

    /// The level of the hour's day, in which an hour with enough values counts like any other.
    private double dayLevel(HourOfWeek hour, long stretch) {
        int midnight = hour.index() - hour.hourOfDay();
        int hours = 0;
        for (int i = midnight; i < midnight + HOURS_PER_DAY; i++) {
            hours += cells[i] == null ? 0 : 1;
        }
        boolean own = hours >= LEAST_HOURS;
        int first = own ? midnight : 0;
        int end = own ? midnight + HOURS_PER_DAY : cells.length;
        Sketch day = new Sketch();
        for (int i = first; i < end; i++) {
            byte[] cell = cells[i];
            if (cell != null) {
                Cell.addTo(day, cell, stretch, ENOUGH);
            }
        }
        return day.total() == 0 ? 0 : Baseline.levelOf(measure, day);
    }

    private double callDeviation(Sketch values) {
        double rate = values.shareAboveZero();
        return measure.isRate() ? Math.sqrt(rate * (1 - rate)) : values.logDeviation();
    }

    /// From the weeks of this hour of the day; where there are too few, from those of all hours;
    /// where there are too few as well, from the values alone.
    private double hourDeviation(HourOfWeek hour, Sketch values) {
        List<Double> deviations = new ArrayList<>();
        for (int i = hour.hourOfDay(); i < cells.length; i += HOURS_PER_DAY) {
            addDeviations(deviations, cells[i]);
        }
        if (deviations.size() < LEAST_DEVIATIONS) {
            deviations.clear();
            for (byte[] cell : cells) {
                addDeviations(deviations, cell);
            }
        }
        if (deviations.size() < LEAST_DEVIATIONS) {
            return callDeviation(values) / Math.sqrt(Math.max(values.total(), 1));
        }
        return median(deviations.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void addDeviations(List<Double> deviations, byte @Nullable [] cell) {
        float[] levels = cell == null ? new float[0] : Cell.levels(cell);
        if (levels.length < 2) {
            return;
        }
        double[] scaled = new double[levels.length];
        for (int i = 0; i < levels.length; i++) {
            scaled[i] = measure.isRate() ? levels[i] : Math.log(Math.max(levels[i], 1));
        }
        double centre = median(scaled);
        double unbiased = Math.sqrt(levels.length / (levels.length - 1.0));
        for (double level : scaled) {
            deviations.add(Math.abs(level - centre) * unbiased);
        }
    }

    /// Of all hours that are closed.
    double weight(long stretch) {
        double sum = 0;
        for (byte[] cell : cells) {
            sum += cell == null ? 0 : Cell.total(cell, stretch);
        }
        return sum;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// Its rows, or those alone that changed since they were last asked for.
    List<ProfileRow> rows(ProfileKey key, boolean all) {
        List<ProfileRow> rows = new ArrayList<>();
        for (int hour = 0; hour < cells.length; hour++) {
            byte[] cell = cells[hour];
            if (cell != null && (all || changed.get(hour))) {
                rows.add(new ProfileRow(key, new HourOfWeek(hour), false, cell));
            }
        }
        if (all || openChanged) {
            addOpen(rows, key, older);
            addOpen(rows, key, newer);
        }
        return rows;
    }

    private static void addOpen(List<ProfileRow> rows, ProfileKey key, @Nullable Open open) {
        if (open != null) {
            HourOfWeek hour = HourOfWeek.ofStretch(open.stretch);
            rows.add(new ProfileRow(key, hour, true, Cell.open(open.stretch, open.values)));
        }
    }

    boolean hasChanged() {
        return openChanged || !changed.isEmpty();
    }

    void written() {
        changed.clear();
        openChanged = false;
    }

    void restore(HourOfWeek hour, boolean open, byte[] bytes) {
        byte[] cell = Cell.checked(bytes);
        if (!HourOfWeek.ofStretch(Cell.stretch(cell)).equals(hour)) {
            throw new IllegalArgumentException("an hour other than " + hour);
        }
        last = null;
        if (open) {
            Cell.addTo(opened(Cell.stretch(cell)).values, cell, Cell.stretch(cell));
        } else {
            cells[hour.index()] = cell;
        }
    }

    /// What it takes in memory, with its headers.
    long memory() {
        long sum = 160 + 16 + 4L * cells.length;
        for (byte[] cell : cells) {
            sum += cell == null ? 0 : 16 + (cell.length + 7) / 8 * 8;
        }
        sum += newer == null ? 0 : 24 + newer.values.memory();
        sum += older == null ? 0 : 24 + older.values.memory();
        return sum;
    }
}
