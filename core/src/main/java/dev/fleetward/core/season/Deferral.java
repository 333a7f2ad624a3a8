package dev.fleetward.core.season;

import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a call that can wait is told to come back in the trough. Immutable.
///
/// 1. Nothing is held where the forecast is unknown, where the hour is not slow, or where no
///    interactive calls would gain.
/// 2. Nothing is held beyond half of what is left until its deadline, so a call that comes back
///    again and again is not held for ever, and a job has the other half for its calls.
/// 3. Nothing is held that would not meet an hour that is not slow.
///
/// Calls come back spread evenly over the hours that are not slow and in reach; those of one job
/// together.
///
/// @param withinMicros how long a call is held at most
/// @param above by how much an hour's first token has to exceed its day's for the hour to be slow,
///   such as 0.1
public record Deferral(long withinMicros, double above) {
    /// What is left of a deadline after a call was held, at least.
    public static final long LEAST_LEFT_MICROS = 60_000_000L;

    /// When to come back, and why.
    ///
    /// @param ratio of the hour that is slow
    public record Held(long untilMicros, double ratio) {}

    public Deferral {
        if (withinMicros <= 0 || !(above > 0)) {
            throw new IllegalArgumentException(
                    "within " + withinMicros + " µs, above " + above + " (expected: above 0)");
        }
    }

    /// Empty if the call goes on.
    ///
    /// @param draw the same for all calls that belong together
    public Optional<Held> decide(
            SeasonPlan plan, String endpoint, long nowMicros, long deadlineMicros, int draw) {
        Outlook outlook = plan.endpoints().get(endpoint);
        Hour now = plan.at(endpoint, nowMicros).orElse(null);
        if (outlook == null || now == null || !outlook.shared() || !isSlow(now)) {
            return Optional.empty();
        }
        long left = deadlineMicros - nowMicros;
        long last = nowMicros + Math.min(withinMicros, left / 2);
        if (left - (last - nowMicros) < LEAST_LEFT_MICROS) {
            return Optional.empty();
        }
        List<Hour> open = new ArrayList<>();
        long sum = 0;
        for (Hour hour : outlook.hours()) {
            if (hour.startMicros() > nowMicros && hour.startMicros() < last && !isSlow(hour)) {
                Hour part = new Hour(hour.startMicros(), Math.min(hour.endMicros(), last), 0);
                open.add(part);
                sum += part.endMicros() - part.startMicros();
            }
        }
        if (open.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Held(place(open, sum, draw), now.ratio()));
    }

    private boolean isSlow(Hour hour) {
        return hour.ratio() > 1 + above;
    }

    private static long place(List<Hour> open, long sum, int draw) {
        long at = (long) (Integer.toUnsignedLong(draw) / 4_294_967_296.0 * sum);
        for (Hour hour : open) {
            long length = hour.endMicros() - hour.startMicros();
            if (at < length) {
                return hour.startMicros() + at;
            }
            at -= length;
        }
        return open.getLast().endMicros() - 1;
    }
}
