package dev.fleetward.core.season;

/// What is usual at an hour. Immutable.
///
/// Levels are medians, for [Measure#FAILURES] rates. Differences of levels are those of logarithms,
/// of rates plain ones.
public final class Baseline {
    /// No band is narrower than 10%.
    static final double LEAST_BAND = Math.log(1.1);

    /// No band of a rate is narrower than one percent of the calls.
    static final double LEAST_RATE_BAND = 0.01;

    /// By which the median of deviations estimates a normal distribution's standard deviation.
    static final double NORMAL = 1.4826;

    /// By which the standard error of a median exceeds that of a mean.
    private static final double OF_MEDIAN = 1.2533;

    private static final double WIDTH = 2;

    private final Measure measure;
    private final HourOfWeek hour;
    private final double median;
    private final double hourDeviation;
    private final double callDeviation;
    private final double n;
    private final Depth depth;
    private final double dayRatio;
    private final Sketch values;

    /// @param hourDeviation median deviation of an hour's level from its usual one
    /// @param callDeviation median deviation of a call from the level
    Baseline(
            Measure measure,
            HourOfWeek hour,
            double hourDeviation,
            double callDeviation,
            double n,
            Depth depth,
            double dayLevel,
            Sketch values) {
        this.measure = measure;
        this.hour = hour;
        this.median = levelOf(measure, values);
        this.hourDeviation = hourDeviation;
        this.callDeviation = callDeviation;
        this.n = n;
        this.depth = depth;
        this.dayRatio = dayLevel > 0 ? median / dayLevel : 1;
        this.values = values;
    }

    static double levelOf(Measure measure, Sketch values) {
        return measure.isRate() ? values.shareAboveZero() : values.quantile(0.5);
    }

    public Measure measure() {
        return measure;
    }

    public HourOfWeek hour() {
        return hour;
    }

    /// The usual level: nanoseconds, or for [Measure#FAILURES] the rate.
    public double median() {
        return median;
    }

    /// How far the level of this hour usually lies from [#median], on either side: twice the
    /// standard deviation, estimated from the median deviation of the hours of past weeks; at least
    /// 10%. In logarithms; of a rate plain, at least one percent of the calls.
    public double band() {
        return Math.max(WIDTH * NORMAL * hourDeviation, leastBand());
    }

    /// The band of a median of so few calls, which varies by chance on top.
    public double bandOf(long calls) {
        double single = measure.isRate() ? 1 : OF_MEDIAN * NORMAL;
        double chance = WIDTH * single * callDeviation / Math.sqrt((double) Math.max(calls, 1));
        return Math.hypot(band(), chance);
    }

    private double leastBand() {
        return measure.isRate() ? LEAST_RATE_BAND : LEAST_BAND;
    }

    /// How far a level lies above the usual one; negative below it.
    public double residual(double level) {
        return measure.isRate()
                ? level - median
                : Math.log(Math.max(level, 1)) - Math.log(Math.max(median, 1));
    }

    /// Whether a level is usual, if it is that of so many calls.
    public boolean isUsual(double level, long calls) {
        return Math.abs(residual(level)) <= bandOf(calls);
    }

    /// The values of this hour of the week that it rests on; older ones count less.
    public double n() {
        return n;
    }

    public Depth depth() {
        return depth;
    }

    /// Whether other hours had to be drawn in because this one has too few values.
    public boolean shrunk() {
        return depth != Depth.HOUR_OF_WEEK;
    }

    /// The level as a multiple of its day's, in which every hour counts the same; 1 where the day's
    /// is 0.
    public double ratioToDay() {
        return dayRatio;
    }

    /// The usual quantile of single calls.
    ///
    /// @param p from 0 to 1
    public double quantile(double p) {
        return values.quantile(p);
    }
}
