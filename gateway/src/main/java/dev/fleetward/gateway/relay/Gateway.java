package dev.fleetward.gateway.relay;

import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.quota.AdmissionDesk;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.FlowEstimate;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.gateway.observe.CallObserver;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The running data path: one listener per event loop over one shared fleet. Thread-safe.
public final class Gateway {
    /// How often time passes at the desk while calls wait there.
    private static final long TICK_MILLIS = 5;

    /// Of so many ticks one is taken while nobody waits.
    private static final int QUIET_TICKS = 20;

    private static final long POLL_MILLIS = 10;

    private final Vertx vertx;
    private final Fleet fleet;
    private final List<String> deployments = new ArrayList<>();
    private final long ticker;
    private final InetSocketAddress address;

    /// Touched by the timer alone.
    private int quietTicks;

    private Gateway(Vertx vertx, Fleet fleet, List<String> deployments, InetSocketAddress address) {
        this.vertx = vertx;
        this.fleet = fleet;
        this.deployments.addAll(deployments);
        this.address = address;
        this.ticker = vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    }

    private void tick() {
        AdmissionDesk desk = fleet.desk();
        quietTicks++;
        if (quietTicks >= QUIET_TICKS) {
            fleet.breakers().tick(fleet.clock().nanos(), fleet.clock().wallMicros());
        }
        if (quietTicks >= QUIET_TICKS || desk.anyWaits()) {
            quietTicks = 0;
            desk.tick(fleet.clock().nanos(), fleet.clock().wallMicros());
        }
    }

    /// Starts to listen; returns once callers can connect. Must not be called on an event loop.
    ///
    /// @param breakers what was known of endpoints before a restart
    /// @param sinks one per event loop
    /// @param random gives each event loop a source of its own
    /// @throws Exception where the address cannot be bound or a TLS file cannot be read; nothing is
    ///   left open
    public static Gateway start(
            Vertx vertx,
            GatewaySettings settings,
            FleetSnapshot snapshot,
            List<BreakerState> breakers,
            AdmissionDesk desk,
            Clock clock,
            List<? extends EventSink> sinks,
            CallObserver observer,
            Supplier<? extends RandomGenerator> random)
            throws Exception {
        if (sinks.size() != settings.eventLoops()) {
            throw new IllegalArgumentException(
                    "sinks: "
                            + sinks.size()
                            + " (expected: one per event loop, "
                            + settings.eventLoops()
                            + ")");
        }
        Fleet fleet = new Fleet(snapshot, desk, clock, observer, random.get());
        desk.adopt(snapshot, clock.nanos());
        fleet.breakers().restore(breakers, clock.nanos(), clock.wallMicros());
        List<String> deployments = new ArrayList<>();
        // A negative port is how Vert.x is asked for one free port that all listeners share.
        int asked = settings.listen().getPort() == 0 ? -1 : settings.listen().getPort();
        int port = asked;
        try {
            for (EventSink sink : sinks) {
                Listener listener = new Listener(fleet, settings, asked, sink, random.get());
                deployments.add(vertx.deployVerticle(listener).await(30, TimeUnit.SECONDS));
                port = listener.actualPort();
            }
        } catch (Exception failed) {
            for (String deployment : deployments) {
                vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
            }
            throw failed;
        }
        return new Gateway(
                vertx,
                fleet,
                deployments,
                new InetSocketAddress(settings.listen().getAddress(), port));
    }

    public InetSocketAddress address() {
        return address;
    }

    /// Serves from `snapshot` from the next call on.
    public void adopt(FleetSnapshot snapshot) {
        fleet.adopt(snapshot);
    }

    /// An operator says that all is well with an endpoint: its breaker closes.
    public void resetBreaker(String endpoint) {
        fleet.breakers().reset(endpoint, fleet.clock().nanos());
    }

    /// Refuses new calls, lets those under way end within `grace`, cuts what is left, and stops
    /// listening. When it returns every lease is settled and every event closed.
    public void stop(Duration grace) throws Exception {
        fleet.stop();
        awaitIdle(grace);
        fleet.abort();
        awaitIdle(Duration.ofSeconds(2));
        vertx.cancelTimer(ticker);
        for (String deployment : deployments) {
            vertx.undeploy(deployment).await(30, TimeUnit.SECONDS);
        }
    }

    private void awaitIdle(Duration limit) throws InterruptedException {
        long deadline = fleet.clock().nanos() + limit.toNanos();
        Live live = fleet.live();
        while (live.openCalls.get() + live.drains.get() > 0
                && deadline - fleet.clock().nanos() > 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// A reading for the control plane.
    public GatewayView view() {
        return new View(fleet);
    }

    private record View(Fleet fleet) implements GatewayView {
        @Override
        public QuotaView quotas() {
            return fleet.desk().view(fleet.clock().nanos());
        }

        @Override
        public List<FlowEstimate> estimates() {
            return fleet.desk().estimates();
        }

        @Override
        public List<EndpointView> endpoints() {
            long now = fleet.clock().nanos();
            return fleet.snapshot().endpoints().values().stream()
                    .sorted(Comparator.comparing(Endpoint::name))
                    .map(endpoint ->
                            new EndpointView(
                                    endpoint.name(),
                                    fleet.snapshot().stopped(endpoint),
                                    fleet.live().openAt(endpoint.name()).get(),
                                    fleet.breakers().view(endpoint.name(), now)))
                    .toList();
        }

        @Override
        public List<Transition> transitionsAfter(long sequence) {
            return fleet.breakers().transitionsAfter(sequence);
        }

        @Override
        public List<BreakerState> breakerStates() {
            return fleet.breakers().states(fleet.clock().nanos(), fleet.clock().wallMicros());
        }

        @Override
        public Counters counters() {
            Live live = fleet.live();
            return new Counters(
                    live.openCalls.get(),
                    live.drains.get(),
                    live.queued.get(),
                    live.connections.get(),
                    live.requestBytesHeld.get(),
                    live.calls.sum(),
                    live.retries.sum(),
                    live.hedges.sum(),
                    live.unrecorded.sum(),
                    live.unrecordable.sum(),
                    live.outputTokensWon.sum());
        }

        @Override
        public long snapshotVersion() {
            return fleet.snapshot().version();
        }
    }
}
