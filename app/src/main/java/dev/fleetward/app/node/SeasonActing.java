package dev.fleetward.app.node;

import dev.fleetward.control.season.Outlooks;
import dev.fleetward.control.season.Peaks;
import dev.fleetward.control.season.Seasons;
import dev.fleetward.control.season.WorkPlanner;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonPlan.Move;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// Puts into force what follows from the hour: switches routes to what they do at their peak, and
/// back, and tells of it; and says now and then how slow endpoints will be, where anything acts on
/// that, and, as soon as there is a plan, where work that can wait is to go. Peaks begin by the
/// clock but for a few seconds. Thread-safe.
final class SeasonActing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SeasonActing.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration FORETOLD = Duration.ofMinutes(5);

    private final Current current;
    private final Seasons seasons;
    private final WorkPlanner planner;
    private final Peaks peaks;
    private final Clock clock;
    private final BiConsumer<String, String> told;
    private final Thread thread;
    private Set<String> before = Set.of();
    private Map<String, Map<String, List<Move>>> planned = Map.of();

    private SeasonActing(
            Current current,
            Seasons seasons,
            WorkPlanner planner,
            Clock clock,
            BiConsumer<String, String> told) {
        this.current = current;
        this.seasons = seasons;
        this.planner = planner;
        this.peaks = new Peaks(seasons);
        this.clock = clock;
        this.told = told;
        this.thread = Thread.ofVirtual().name("season-acting").unstarted(this::run);
    }

    /// @param told the name of a route and what became of it, in words
    static SeasonActing start(
            Current current,
            Seasons seasons,
            WorkPlanner planner,
            Clock clock,
            BiConsumer<String, String> told) {
        SeasonActing begun = new SeasonActing(current, seasons, planner, clock, told);
        begun.thread.start();
        return begun;
    }

    private void run() {
        try {
            for (long look = 0; ; look++) {
                look();
                if (look % FORETOLD.dividedBy(PERIOD) == 0 || !planner.moves().equals(planned)) {
                    foretell();
                }
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
            LOG.log(System.Logger.Level.ERROR, "a fault of the peaks", bug);
        }
    }

    private void foretell() {
        try {
            FleetSnapshot fleet = current.snapshot();
            boolean wanted =
                    fleet.features().values().stream().anyMatch(it -> it.deferral() != null)
                            || fleet.endpoints().values().stream()
                                    .anyMatch(it -> it.timeouts().seasonal())
                            || fleet.routes().values().stream()
                                    .anyMatch(SeasonActing::followsTheSeason);
            planned = planner.moves();
            current.foretell(
                    wanted ? Outlooks.of(fleet, seasons).moving(planned) : SeasonPlan.NOTHING);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the plan of the hours", bug);
        }
    }

    private static boolean followsTheSeason(Route route) {
        Peak peak = route.peak();
        return route.timeouts().seasonal() || (peak != null && peak.atPeak().timeouts().seasonal());
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
