package dev.fleetward.core.objective;

import dev.fleetward.core.incident.Severity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Two windows and a burn rate: an alarm goes off while the budget burns faster than that in both.
/// The long one says that it matters, the short one that it still goes on. Immutable.
///
/// Source: "The Site Reliability Workbook" (2018), chapter 5, with the windows of 30 days that are
/// in common use.
///
/// @param rateTenths the burn rate in tenths
public record BurnWindow(
        Duration longWindow, Duration shortWindow, int rateTenths, Severity severity) {

    /// From the most urgent to the least: they spend 2%, 5%, 10% and 10% of a budget in their long
    /// window.
    public static final List<BurnWindow> ALL =
            List.of(
                    new BurnWindow(Duration.ofHours(1), Duration.ofMinutes(5), 144, Severity.PAGE),
                    new BurnWindow(Duration.ofHours(6), Duration.ofMinutes(30), 60, Severity.PAGE),
                    new BurnWindow(Duration.ofDays(1), Duration.ofHours(2), 30, Severity.TICKET),
                    new BurnWindow(Duration.ofDays(3), Duration.ofHours(6), 10, Severity.TICKET));

    /// The long window has to hold so many events before anything is made of it.
    public static final int LEAST_EVENTS = 30;

    /// And so many bad ones: one failure is no trend.
    public static final int LEAST_BAD = 2;

    /// Of all windows, from the shortest to the longest.
    static final List<Duration> SPANS =
            ALL.stream()
                    .flatMap(each -> Stream.of(each.shortWindow(), each.longWindow()))
                    .distinct()
                    .sorted()
                    .toList();

    /// How a window is named in reports and metrics: `5m`, `6h`, `3d`.
    public static String label(Duration window) {
        return window.toMinutes() < 60
                ? window.toMinutes() + "m"
                : window.toHours() < 24 ? window.toHours() + "h" : window.toDays() + "d";
    }

    boolean isPage() {
        return severity == Severity.PAGE;
    }
}
