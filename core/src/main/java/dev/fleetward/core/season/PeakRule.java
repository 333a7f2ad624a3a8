package dev.fleetward.core.season;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/// When a route's parameters for the peak hold. Immutable.
public sealed interface PeakRule {
    /// Whether the peak is on.
    ///
    /// @param wasOn what this said last; false at the start
    /// @param baseline of the moment; empty where nearly nothing is known
    boolean isOn(boolean wasOn, long wallMicros, Optional<Baseline> baseline);

    /// By the clock of a zone, in summer and in winter. An hour that the clock skips is no peak,
    /// one that it repeats is one twice.
    ///
    /// @param days on which it begins
    /// @param from when it begins
    /// @param to when it is over; on the next day if it is not after `from`
    record Scheduled(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone)
            implements PeakRule {
        public Scheduled {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException("days: none (expected: at least one)");
            }
        }

        @Override
        public boolean isOn(boolean wasOn, long wallMicros, Optional<Baseline> baseline) {
            ZonedDateTime now = Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).atZone(zone);
            LocalTime time = now.toLocalTime();
            if (from.isBefore(to)) {
                return days.contains(now.getDayOfWeek())
                        && !time.isBefore(from)
                        && time.isBefore(to);
            }
            return time.isBefore(to)
                    ? days.contains(now.getDayOfWeek().minus(1))
                    : !time.isBefore(from) && days.contains(now.getDayOfWeek());
        }
    }

    /// By what the endpoint usually does at this hour. Off where nearly nothing is known, or where
    /// other hours had to be drawn in as a whole, so that the hour says nothing of its own.
    ///
    /// @param onAbove the ratio to the day's level above which it goes on, such as 1.2
    /// @param offBelow the ratio below which it goes off again, such as 1.1
    record Measured(double onAbove, double offBelow) implements PeakRule {
        public Measured {
            if (!(offBelow > 0 && offBelow <= onAbove)) {
                throw new IllegalArgumentException(
                        "off below "
                                + offBelow
                                + ", on above "
                                + onAbove
                                + " (expected: above 0, and off not above on)");
            }
        }

        @Override
        public boolean isOn(boolean wasOn, long wallMicros, Optional<Baseline> baseline) {
            return baseline.filter(usual -> usual.depth() != Depth.WHOLE)
                    .map(usual -> usual.ratioToDay() > (wasOn ? offBelow : onAbove))
                    .orElse(false);
        }
    }
}
