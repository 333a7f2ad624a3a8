package dev.fleetward.app.node;

import dev.fleetward.control.season.Expectations;
import dev.fleetward.control.season.Seasons;
import dev.fleetward.core.season.SeasonView;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells the gateway at the beginning of each hour how soon the endpoints of routes that take the
/// fastest are expected to answer, and again when more of them become known. Thread-safe.
final class SeasonPublishing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SeasonPublishing.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Seasons seasons;
    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final Clock clock;
    private final Consumer<SeasonView> publish;
    private final Thread thread;

    // Confined to the thread.
    private SeasonView published = SeasonView.NOTHING;
    private long publishedHour = Long.MIN_VALUE;

    private SeasonPublishing(
            Seasons seasons,
            Supplier<@Nullable FleetSnapshot> snapshot,
            Clock clock,
            Consumer<SeasonView> publish) {
        this.seasons = seasons;
        this.snapshot = snapshot;
        this.clock = clock;
        this.publish = publish;
        this.thread = Thread.ofVirtual().name("season-publishing").unstarted(this::run);
    }

    static SeasonPublishing start(
            Seasons seasons,
            Supplier<@Nullable FleetSnapshot> snapshot,
            Clock clock,
            Consumer<SeasonView> publish) {
        SeasonPublishing publishing = new SeasonPublishing(seasons, snapshot, clock, publish);
        publishing.thread.start();
        return publishing;
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
            FleetSnapshot now = snapshot.get();
            Set<String> endpoints = now == null ? Set.of() : endpoints(now);
            long hour = Expectations.hour(clock.wallMicros());
            if (hour == publishedHour && published.endpoints().keySet().containsAll(endpoints)) {
                return;
            }
            SeasonView view = Expectations.of(seasons, endpoints, clock.wallMicros());
            publishedHour = hour;
            if (!view.equals(published)) {
                published = view;
                publish.accept(view);
            }
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the publishing of seasons", bug);
        }
    }

    private static Set<String> endpoints(FleetSnapshot snapshot) {
        return snapshot.routes().values().stream()
                .filter(route -> route.strategy() == Route.Strategy.FASTEST)
                .flatMap(route -> route.candidates().stream())
                .map(candidate -> candidate.endpoint().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
