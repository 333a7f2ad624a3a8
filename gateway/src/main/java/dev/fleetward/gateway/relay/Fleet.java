package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.health.Breakers;
import dev.fleetward.core.quota.AdmissionDesk;
import dev.fleetward.core.route.RetryBudget;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.judge.Room;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.provider.ProviderWires;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What the event loops share: the snapshot, admission, what is known of endpoints, and the
/// counters. Thread-safe.
final class Fleet {
    private volatile Serving serving;
    private volatile boolean stopping;
    private volatile boolean aborting;
    private final AdmissionDesk desk;
    private final Clock clock;
    private final CallObserver observer;
    private final Breakers breakers;
    private final RetryBudget retryBudget;
    private final Hedgings hedgings = new Hedgings();
    private final Live live = new Live();
    private final Room judgesRoom = new Room();
    private final ProviderWires wires;

    /// @param random for the breakers, which guard it
    Fleet(
            FleetSnapshot snapshot,
            AdmissionDesk desk,
            Clock clock,
            CallObserver observer,
            RandomGenerator random) {
        this.serving = Serving.of(snapshot);
        this.desk = desk;
        this.clock = clock;
        this.observer = observer;
        this.wires = new ProviderWires(clock);
        this.breakers = new Breakers(snapshot.health(), random, clock.nanos(), clock.wallMicros());
        this.retryBudget = new RetryBudget(snapshot.bounds().retryBudgetPartsPerMillion());
        hedgings.adopt(snapshot);
        adoptHealth(snapshot);
    }

    /// Takes over a new snapshot. Calls under way go on with what they were admitted with.
    void adopt(FleetSnapshot next) {
        desk.adopt(next, clock.nanos());
        adoptHealth(next);
        retryBudget.adopt(next.bounds().retryBudgetPartsPerMillion());
        hedgings.adopt(next);
        serving = Serving.of(next);
    }

    /// Breakers learn which endpoints there are, and under which credentials.
    private void adoptHealth(FleetSnapshot next) {
        Map<String, String> credentials = new HashMap<>();
        next.endpoints()
                .forEach((name, endpoint) -> {
                    Secret credential = endpoint.provider().credential();
                    credentials.put(name, credential == null ? "" : credential.print());
                });
        breakers.adopt(next.health(), credentials, clock.nanos());
    }

    FleetSnapshot snapshot() {
        return serving.snapshot();
    }

    Serving serving() {
        return serving;
    }

    AdmissionDesk desk() {
        return desk;
    }

    Clock clock() {
        return clock;
    }

    /// The monotonic time.
    long nanos() {
        return clock.nanos();
    }

    /// How endpoints are spoken to.
    ProviderWires wires() {
        return wires;
    }

    CallObserver observer() {
        return observer;
    }

    /// Which endpoints take calls.
    Breakers breakers() {
        return breakers;
    }

    RetryBudget retryBudget() {
        return retryBudget;
    }

    Hedgings hedgings() {
        return hedgings;
    }

    Live live() {
        return live;
    }

    Room judgesRoom() {
        return judgesRoom;
    }

    boolean stopping() {
        return stopping;
    }

    /// From now on no call is accepted.
    void stop() {
        stopping = true;
    }

    boolean aborting() {
        return aborting;
    }

    /// Calls still under way are ended, and drains cut.
    void abort() {
        aborting = true;
    }

    CallId newCallId(RandomGenerator random) {
        return CallId.of(clock.wallMicros(), random.nextLong(), random.nextLong());
    }
}
