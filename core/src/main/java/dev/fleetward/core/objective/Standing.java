package dev.fleetward.core.objective;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a level stands at a moment. Immutable.
///
/// @param period the events of the last 30 days
/// @param burns by window, from the shortest
/// @param alarms those that are on, from the most urgent
/// @param pagedMicros when an alarm that pages was last seen on, wall time; `Long.MIN_VALUE` for
///   never
public record Standing(
        ServiceLevel level, Counts period, List<Burn> burns, List<Alarm> alarms, long pagedMicros) {

    /// The window whose burn is taken for the present one.
    private static final Duration PRESENT = Duration.ofHours(1);

    /// @param rate how many times as fast as it may the budget burns
    public record Burn(Duration window, Counts counts, double rate) {}

    /// @param sinceMicros wall time
    public record Alarm(BurnWindow window, long sinceMicros) {}

    public Standing {
        burns = List.copyOf(burns);
        alarms = List.copyOf(alarms);
    }

    /// The share of events that kept the promise; 1 where there were none.
    public double attained() {
        return period.events() == 0 ? 1 : 1 - (double) period.bad() / period.events();
    }

    /// What is left of the budget, as a share of it: 1 is all, below 0 is overdrawn. The budget is
    /// the allowed share of the events that there were.
    public double left() {
        return 1 - period.burnRate(level);
    }

    /// How long the rest of the budget lasts at the rate of the last hour; zero if it is gone,
    /// empty if it lasts for ever.
    public Optional<Duration> lasts() {
        if (left() <= 0) {
            return Optional.of(Duration.ZERO);
        }
        double rate = rate(PRESENT);
        return rate == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofSeconds((long) (LevelTrack.PERIOD.toSeconds() * left() / rate)));
    }

    /// Of a window of [#burns].
    public double rate(Duration window) {
        return burn(window).rate();
    }

    Burn burn(Duration window) {
        return burns.stream()
                .filter(burn -> burn.window().equals(window))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no window of " + window));
    }

    /// Whether an alarm that pages is on.
    public boolean pages() {
        return alarms.stream().anyMatch(alarm -> alarm.window().isPage());
    }
}
