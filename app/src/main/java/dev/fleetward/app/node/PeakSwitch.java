package dev.fleetward.app.node;

import dev.fleetward.control.season.Peaks;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// Switches routes to what they do at their peak, and back, and tells of it. Looks every few
/// seconds, so a peak begins by the clock but for these. Thread-safe.
final class PeakSwitch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PeakSwitch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Current current;
    private final Peaks peaks;
    private final Clock clock;
    private final BiConsumer<String, String> told;
    private final Thread thread;
    private Set<String> before = Set.of();

    private PeakSwitch(Current current, Peaks peaks, Clock clock, BiConsumer<String, String> told) {
        this.current = current;
        this.peaks = peaks;
        this.clock = clock;
        this.told = told;
        this.thread = Thread.ofVirtual().name("peaks").unstarted(this::run);
    }

    /// @param told the name of a route and what became of it, in words
    static PeakSwitch start(
            Current current, Peaks peaks, Clock clock, BiConsumer<String, String> told) {
        PeakSwitch begun = new PeakSwitch(current, peaks, clock, told);
        begun.thread.start();
        return begun;
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look; a fault of it is told and ends no later one.
    private void look() {
        try {
            FleetSnapshot fleet = current.snapshot();
            Set<String> on = peaks.look(fleet, clock.wallMicros());
            current.direct(now -> now.peaking(on));
            for (String name : new TreeSet<>(on)) {
                if (!before.contains(name)) {
                    tell(name, "route " + name + " is at its peak" + words(fleet, name));
                }
            }
            for (String name : new TreeSet<>(before)) {
                if (!on.contains(name)) {
                    tell(name, "route " + name + " is over its peak");
                }
            }
            before = on;
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the switch of peaks", bug);
        }
    }

    private void tell(String route, String words) {
        LOG.log(System.Logger.Level.INFO, words);
        told.accept(route, words);
    }

    private static String words(FleetSnapshot fleet, String name) {
        Route route = fleet.routes().get(name);
        Peak peak = route == null ? null : route.peak();
        return peak == null ? "" : " (" + peak.words() + ")";
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
