package dev.fleetward.core.region.likeness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The wealth of one test's bets in windows of a day, a week and four weeks, which start anew when
/// they are over: so a change late in the month has only a day of sameness to outweigh. Confined to
/// its owner; a few hundred bytes.
///
/// Each window's wealth starts at 1 and is, without a difference, expected to stay at 1 or below;
/// by Ville's inequality it ever reaches 1 / alpha with a chance of alpha at most, whenever one
/// looks. A lane of w windows a month has a w-th of a third of the test's allowance for each. A
/// window raises one alarm at most, so that all alarms of a month are within the allowance in
/// expectation.
///
/// A process that starts again has to go on with what [#write] kept: a window that begins anew
/// spends its allowance twice. A clock that jumps back does not open a window a second time.
final class Lanes {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int[] DAYS = {1, 7, FalseAlarms.MONTH_DAYS};

    private final Lane[] lanes = new Lane[DAYS.length];

    /// @param alphaPerMonth what the test may spend in a month
    Lanes(double alphaPerMonth) {
        for (int i = 0; i < lanes.length; i++) {
            int windows = FalseAlarms.MONTH_DAYS / DAYS[i];
            lanes[i] = new Lane(DAYS[i], alphaPerMonth / DAYS.length / windows);
        }
    }

    /// Adds to every bet's wealth.
    ///
    /// @param logs by how much the logarithm of each bet's wealth changes
    /// @return what the window shows that alarms now, null where none does
    @Nullable Evidence add(double[] logs, Sample first, Sample second, long wallMicros) {
        Evidence alarm = null;
        for (Lane lane : lanes) {
            Evidence raised = lane.add(logs, first, second, wallMicros);
            if (alarm == null) {
                alarm = raised;
            }
        }
        return alarm;
    }

    boolean alarmed() {
        for (Lane lane : lanes) {
            if (lane.alarmed != null) {
                return true;
            }
        }
        return false;
    }

    /// Of the window that alarmed, as it was then; else of the one nearest to an alarm.
    Evidence evidence() {
        Evidence nearest = null;
        for (Lane lane : lanes) {
            if (lane.alarmed != null) {
                return lane.alarmed;
            }
            Evidence each = lane.evidence();
            if (nearest == null
                    || each.logE() + Math.log(each.alpha())
                            > nearest.logE() + Math.log(nearest.alpha())) {
                nearest = each;
            }
        }
        if (nearest == null) {
            throw new IllegalStateException("no lanes");
        }
        return nearest;
    }

    void write(Numbers to) {
        for (Lane lane : lanes) {
            lane.write(to);
        }
    }

    void read(Numbers from) {
        for (Lane lane : lanes) {
            lane.read(from);
        }
    }

    /// Confined to its owner.
    private static final class Lane {
        private final int days;
        private final double alpha;
        private final double bound;
        private final double[] wealth = new double[Bets.COUNT];
        private long window = Long.MIN_VALUE;
        private Sample first = Sample.NONE;
        private Sample second = Sample.NONE;
        private @Nullable Evidence alarmed;

        Lane(int days, double alpha) {
            this.days = days;
            this.alpha = alpha;
            this.bound = -Math.log(alpha);
        }

        @Nullable Evidence add(double[] logs, Sample more, Sample other, long wallMicros) {
            long now = Math.floorDiv(wallMicros, days * DAY_MICROS);
            if (now > window) {
                window = now;
                Arrays.fill(wealth, 0);
                first = Sample.NONE;
                second = Sample.NONE;
                alarmed = null;
            }
            for (int bet = 0; bet < wealth.length; bet++) {
                wealth[bet] += logs[bet];
            }
            first = first.plus(more);
            second = second.plus(other);
            if (alarmed == null && Bets.reach(wealth, bound)) {
                alarmed = evidence();
                return alarmed;
            }
            return null;
        }

        void write(Numbers to) {
            to.put((double) window);
            to.put(first);
            to.put(second);
            for (double each : wealth) {
                to.put(each);
            }
            to.put(alarmed == null ? Sample.NONE : alarmed.first());
            to.put(alarmed == null ? Sample.NONE : alarmed.second());
            to.put(alarmed == null ? Double.NaN : alarmed.logE());
        }

        void read(Numbers from) {
            window = from.nextLong();
            first = from.nextSample();
            second = from.nextSample();
            for (int bet = 0; bet < wealth.length; bet++) {
                wealth[bet] = from.next();
            }
            Sample one = from.nextSample();
            Sample other = from.nextSample();
            double logE = from.next();
            alarmed = Double.isNaN(logE) ? null : new Evidence(one, other, logE, alpha, days);
        }

        Evidence evidence() {
            return new Evidence(first, second, Bets.logMean(wealth), alpha, days);
        }
    }
}
