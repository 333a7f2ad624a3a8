package dev.fleetward.core.objective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is known of one level: its events of the last 30 days, and which of its alarms are on.
/// Confined.
///
/// An alarm goes on when both windows burn too fast and the long one holds enough to say so, and
/// off when the short one does not any more.
final class LevelTrack {
    static final Duration PERIOD = Duration.ofDays(30);

    private static final long MINUTE = 60_000_000L;
    private static final long QUARTER = 15 * MINUTE;
    private static final long MINUTES_KEPT = Duration.ofHours(6).toMinutes();
    private static final long OFF = Long.MIN_VALUE;

    final ServiceLevel level;
    private final CountRing minutes = new CountRing(MINUTE, (int) MINUTES_KEPT);
    private final CountRing quarters = new CountRing(QUARTER, (int) (micros(PERIOD) / QUARTER));
    private final long[] onSince = new long[BurnWindow.ALL.size()];
    private long pagedMicros = OFF;

    LevelTrack(ServiceLevel level) {
        this.level = level;
        Arrays.fill(onSince, OFF);
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    void add(long atMicros, Counts counts, long nowMicros) {
        minutes.add(atMicros, counts, nowMicros);
        quarters.add(atMicros, counts, nowMicros);
    }

    void absorb(LevelTrack other, long nowMicros) {
        minutes.absorb(other.minutes, nowMicros);
        quarters.absorb(other.quarters, nowMicros);
    }

    Counts sum(Duration span, long nowMicros) {
        CountRing ring = span.toMinutes() <= MINUTES_KEPT ? minutes : quarters;
        return ring.sum(micros(span), nowMicros);
    }

    void evaluate(long nowMicros) {
        for (int i = 0; i < onSince.length; i++) {
            BurnWindow window = BurnWindow.ALL.get(i);
            boolean isOn = goesOn(window, onSince[i] != OFF, nowMicros);
            onSince[i] =
                    !isOn ? OFF : onSince[i] == OFF ? nowMicros : Math.min(onSince[i], nowMicros);
            if (isOn && window.isPage()) {
                pagedMicros = nowMicros;
            }
        }
    }

    private boolean goesOn(BurnWindow window, boolean on, long nowMicros) {
        if (!sum(window.shortWindow(), nowMicros).burnsOver(window.rateTenths(), level)) {
            return false;
        }
        if (on) {
            return true;
        }
        Counts all = sum(window.longWindow(), nowMicros);
        return all.events() >= BurnWindow.LEAST_EVENTS
                && all.bad() >= BurnWindow.LEAST_BAD
                && all.burnsOver(window.rateTenths(), level);
    }

    Standing standing(long nowMicros) {
        List<Standing.Burn> burns = new ArrayList<>(BurnWindow.SPANS.size());
        for (Duration span : BurnWindow.SPANS) {
            Counts counts = sum(span, nowMicros);
            burns.add(new Standing.Burn(span, counts, counts.burnRate(level)));
        }
        List<Standing.Alarm> alarms = new ArrayList<>(0);
        for (int i = 0; i < onSince.length; i++) {
            if (onSince[i] != OFF) {
                alarms.add(new Standing.Alarm(BurnWindow.ALL.get(i), onSince[i]));
            }
        }
        return new Standing(level, sum(PERIOD, nowMicros), burns, alarms, pagedMicros);
    }
}
