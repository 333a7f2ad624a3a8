package dev.fleetward.control.season;

import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.ledger.WorkSeen;
import dev.fleetward.core.season.SeasonPlan.Move;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.season.work.WorkHistory;
import dev.fleetward.core.season.work.WorkPlan;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plans when work that can wait is to run, of the ledger's last six weeks: at the beginning of
/// each hour, where a feature of the fleet puts work off, and when it is asked. The plan in force
/// is the last of this hour and configuration. One plan is made at a time. Thread-safe.
public final class WorkPlanner implements WorkPlans, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkPlanner.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// After a plan that could not be made.
    private static final Duration RETRY = Duration.ofMinutes(5);

    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final long HOUR = 3_600_000_000L;

    private final Reading reading;
    private final Seasons seasons;
    private final Supplier<@Nullable FleetSnapshot> fleet;
    private final Clock clock;
    private final Thread thread;

    /// Guards the making.
    private final Object lock = new Object();

    private volatile @Nullable InForce inForce;

    /// What calls did in a time range.
    @FunctionalInterface
    public interface Reading {
        WorkSeen work(Instant from, Instant to) throws QueryRefused;
    }

    /// What decides whether a plan still holds.
    private record Of(long hourMicros, long version, boolean seasonsKnown) {}

    private record InForce(Of of, Planned planned) {}

    private WorkPlanner(
            Reading reading,
            Seasons seasons,
            Supplier<@Nullable FleetSnapshot> fleet,
            Clock clock) {
        this.reading = reading;
        this.seasons = seasons;
        this.fleet = fleet;
        this.clock = clock;
        // No virtual one: the database would keep the thread below it.
        this.thread = Thread.ofPlatform().daemon().name("work-planner").unstarted(this::run);
    }

    public static WorkPlanner start(
            Reading reading,
            Seasons seasons,
            Supplier<@Nullable FleetSnapshot> fleet,
            Clock clock) {
        WorkPlanner planner = new WorkPlanner(reading, seasons, fleet, clock);
        planner.thread.start();
        return planner;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look() ? PERIOD : RETRY);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// False where a plan was wanted and could not be made.
    private boolean look() {
        try {
            FleetSnapshot now = fleet.get();
            if (now != null
                    && now.features().values().stream().anyMatch(it -> it.deferral() != null)
                    && seasons.state().known()) {
                now();
            }
            return true;
        } catch (IOException refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no plan of the work that can wait: " + refused.getMessage());
            return false;
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the plan of work", bug);
            return false;
        }
    }

    @Override
    public Planned now() throws IOException {
        synchronized (lock) {
            FleetSnapshot now = fleet.get();
            Of of =
                    new Of(
                            Math.floorDiv(clock.wallMicros(), HOUR) * HOUR,
                            now == null ? -1 : now.version(),
                            seasons.state().known());
            InForce stands = inForce;
            if (stands != null && stands.of.equals(of)) {
                return stands.planned;
            }
            Planned made = make(now, of.hourMicros);
            inForce = new InForce(of, made);
            return made;
        }
    }

    @Override
    public Planned from(long fromMicros) throws IOException {
        synchronized (lock) {
            return make(fleet.get(), Math.floorDiv(fromMicros, HOUR) * HOUR);
        }
    }

    /// Within the lock.
    private Planned make(@Nullable FleetSnapshot now, long fromMicros) throws IOException {
        long wall = clock.wallMicros();
        if (now == null) {
            return new Planned(wall, List.of());
        }
        Instant to = instant(Math.floorDiv(wall, HOUR) * HOUR);
        WorkHistory history;
        try {
            WorkSeen seen = reading.work(to.minus(Rebuild.PERIOD), to);
            history = WorkHistory.of(seen.hours(), seen.held());
        } catch (QueryRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        Map<String, Outlook> outlooks = Outlooks.of(now, seasons, fromMicros, WorkPlan.LOOKED_AT);
        return new Planned(
                wall,
                Capacities.of(now, outlooks).stream()
                        .map(source -> WorkPlan.of(source, history, fromMicros, wall))
                        .toList());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Where work is to go by the plan in force, by name of the endpoint and of the feature. One of
    /// an earlier hour holds until there is another.
    public Map<String, Map<String, List<Move>>> moves() {
        InForce stands = inForce;
        Map<String, Map<String, List<Move>>> moves = new HashMap<>();
        if (stands != null) {
            stands.planned.sources().forEach(plan -> moves.putAll(plan.moves()));
        }
        return moves;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(END_LIMIT);
    }
}
