package dev.fleetward.core.season;

import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Move;
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
/// Calls come back in the hours that the plan fills with the work of their feature that comes in
/// this hour and has as much time, each with its share; a part may be planned to go on at once.
/// Where there is no plan, or it leads a call into an hour that is out of its reach or slow by now,
/// they come back spread evenly over the hours that are not slow and in reach. Those of one job
/// come back together.
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
            SeasonPlan plan,
            String endpoint,
            String feature,
            long nowMicros,
            long deadlineMicros,
            int draw) {
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
        for (Hour hour : outlook.hours()) {
            if (hour.startMicros() > nowMicros && hour.startMicros() < last && !isSlow(hour)) {
                open.add(new Hour(hour.startMicros(), Math.min(hour.endMicros(), last), 0));
            }
        }
        if (open.isEmpty()) {
            return Optional.empty();
        }
        double place = Integer.toUnsignedLong(draw) / 4_294_967_296.0;
        List<Move> moves = outlook.moves().getOrDefault(feature, List.of());
        long time = -1;
        for (Move move : moves) {
            if (move.fromMicros() == now.startMicros() && move.timeMicros() <= left) {
                time = Math.max(time, move.timeMicros());
            }
        }
        double before = 0;
        for (Move move : moves) {
            if (move.fromMicros() == now.startMicros() && move.timeMicros() == time) {
                if (place < before + move.share()) {
                    return planned(move, (place - before) / move.share(), open, place)
                            .map(until -> new Held(until, now.ratio()));
                }
                before += move.share();
            }
        }
        return Optional.of(new Held(place(open, place), now.ratio()));
    }

    /// When to come back as planned, or, where that cannot be, at all; empty if at once.
    private static Optional<Long> planned(Move move, double part, List<Hour> open, double place) {
        if (move.startMicros() == move.fromMicros()) {
            return Optional.empty();
        }
        for (Hour hour : open) {
            if (hour.startMicros() == move.startMicros()) {
                return Optional.of(place(List.of(hour), part));
            }
        }
        return Optional.of(place(open, place));
    }

    /// Whether work that comes in such an hour is put off, and none is put off into it.
    public boolean isSlow(Hour hour) {
        return hour.ratio() > 1 + above;
    }

    private static long place(List<Hour> open, double part) {
        long sum = 0;
        for (Hour hour : open) {
            sum += hour.endMicros() - hour.startMicros();
        }
        long at = (long) (part * sum);
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
