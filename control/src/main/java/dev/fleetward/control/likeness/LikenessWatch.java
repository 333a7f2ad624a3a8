package dev.fleetward.control.likeness;

import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.control.registry.BehaviourConfig;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.health.BreakerTable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.region.likeness.ModelEquality;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Watches whether the models behind the endpoints are still the same: asks what is due, on a
/// virtual thread for each endpoint, one question at a time; keeps what it learns when nothing more
/// is due, and between; and alerts. Thread-safe.
///
/// An endpoint is left alone while it is stopped or its breaker is not closed, and until the
/// control store has told what is known of it.
public final class LikenessWatch implements Likenesses, AlertSource, AutoCloseable {
    /// Endpoints that are asked at once.
    static final int MOST_AT_ONCE = 8;

    /// Answers after which what was learnt is kept, where many questions are caught up.
    static final int KEPT_EVERY = 20;

    private static final System.Logger LOG = System.getLogger(LikenessWatch.class.getName());
    private static final Duration STEP = Duration.ofMillis(500);

    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final Supplier<@Nullable BehaviourConfig> config;
    private final GatewayView gateway;
    private final Asker asker;
    private final LikenessStore store;
    private final Clock clock;
    private final Prompts prompts;
    private final ModelEquality equality;
    private final SplittableRandom random;
    private final EqualityRuns runs;
    private final Thread thread;

    /// Held while what is known of an endpoint is written, so that nothing writes what is
    /// forgotten.
    private final Object keeping = new Object();

    // Guarded by this.
    private final Map<String, Watched> watched = new TreeMap<>();
    private final Set<String> underWay = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();

    /// @param config null while behaviour is not watched
    /// @param seed of the relabellings
    public LikenessWatch(
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<@Nullable BehaviourConfig> config,
            GatewayView gateway,
            GatewayAsker asker,
            LikenessStore store,
            Clock clock,
            long seed) {
        this(
                snapshot,
                config,
                gateway,
                asker,
                store,
                clock,
                Prompts.load(),
                ModelEquality.DEFAULT,
                seed);
    }

    LikenessWatch(
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<@Nullable BehaviourConfig> config,
            GatewayView gateway,
            Asker asker,
            LikenessStore store,
            Clock clock,
            Prompts prompts,
            ModelEquality equality,
            long seed) {
        this.snapshot = snapshot;
        this.config = config;
        this.gateway = gateway;
        this.asker = asker;
        this.store = store;
        this.clock = clock;
        this.prompts = prompts;
        this.equality = equality;
        this.random = new SplittableRandom(seed);
        this.runs =
                new EqualityRuns(
                        asker, equality, prompts.answers(), clock, random.split(), this::ended);
        this.thread = Thread.ofVirtual().name("likeness").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    step();
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the watch over models", bug);
                }
                Thread.sleep(STEP);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look at all endpoints.
    void step() {
        BehaviourConfig wanted = config.get();
        FleetSnapshot fleet = snapshot.get();
        if (wanted == null || fleet == null) {
            return;
        }
        Set<String> open = new HashSet<>();
        gateway.endpoints()
                .forEach(view -> {
                    if (view.health().state() != BreakerTable.State.CLOSED) {
                        open.add(view.endpoint());
                    }
                });
        forgetOthers(wanted, fleet);
        for (Endpoint endpoint : new TreeMap<>(fleet.endpoints()).values()) {
            if (isWatched(wanted, endpoint)) {
                Watched one = known(wanted, endpoint);
                if (one != null && !open.contains(endpoint.name()) && !fleet.stopped(endpoint)) {
                    look(one);
                }
            }
        }
    }

    private static boolean isWatched(BehaviourConfig wanted, Endpoint endpoint) {
        return wanted.watches(endpoint.name())
                && !endpoint.model().toLowerCase(Locale.ROOT).contains("embed");
    }

    private synchronized void forgetOthers(BehaviourConfig wanted, FleetSnapshot fleet) {
        watched.values()
                .removeIf(each -> {
                    Endpoint now = fleet.endpoints().get(each.endpoint().name());
                    return now == null
                            || !now.equals(each.endpoint())
                            || !isWatched(wanted, now)
                            || !each.identity().equals(Watched.identity(now, wanted));
                });
    }

    private void look(Watched one) {
        testOnSuspicion(one);
        Endpoint endpoint = one.endpoint();
        synchronized (this) {
            if (underWay.size() >= MOST_AT_ONCE || !underWay.add(endpoint.name())) {
                return;
            }
            Thread asking =
                    Thread.ofVirtual()
                            .name("likeness-" + endpoint.name())
                            .unstarted(() -> askWhileDue(one));
            threads.add(asking);
            asking.start();
        }
    }

    /// Null until the store has told what is known of it.
    private @Nullable Watched known(BehaviourConfig wanted, Endpoint endpoint) {
        synchronized (this) {
            Watched one = watched.get(endpoint.name());
            if (one != null) {
                return one;
            }
        }
        try {
            synchronized (keeping) {
                Map<String, String> parts = store.parts(endpoint.name());
                synchronized (this) {
                    Watched one = watched(wanted, endpoint, parts);
                    watched.put(endpoint.name(), one);
                    return one;
                }
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what is known of a model cannot be read", later);
            return null;
        }
    }

    private Watched watched(BehaviourConfig wanted, Endpoint endpoint, Map<String, String> parts) {
        return new Watched(
                endpoint, wanted, prompts, equality, parts, random.split(), clock.wallMicros());
    }

    private void askWhileDue(Watched one) {
        try {
            boolean more = true;
            int answers = 0;
            List<Finding> findings = new ArrayList<>();
            while (more && isCurrent(one)) {
                Inquiry due = one.next(clock.wallMicros(), findings);
                if (due == null) {
                    more = false;
                } else {
                    Asked asked = asker.ask(one.endpoint(), due);
                    more = one.take(asked, clock.wallMicros(), findings);
                    answers++;
                }
                boolean news = answers > 0 || !findings.isEmpty();
                if (news && (!more || answers == KEPT_EVERY || !findings.isEmpty())) {
                    keep(one, List.copyOf(findings));
                    findings.clear();
                    answers = 0;
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the watch over models", bug);
            one.pause("a fault: " + bug, clock.wallMicros());
        } finally {
            synchronized (this) {
                underWay.remove(one.endpoint().name());
                threads.remove(Thread.currentThread());
            }
        }
    }

    private synchronized boolean isCurrent(Watched one) {
        return watched.get(one.endpoint().name()) == one;
    }

    /// What cannot be kept now is kept with the next answer.
    private void keep(Watched one, List<Finding> findings) {
        try {
            synchronized (keeping) {
                if (isCurrent(one)) {
                    store.keep(one.endpoint().name(), one.save(), findings, clock.wallMicros());
                }
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "what is known of a model is not kept", later);
        }
    }

    private synchronized @Nullable Watched watchedNow(Endpoint endpoint) {
        Watched one = watched.get(endpoint.name());
        return one != null && one.endpoint().equals(endpoint) ? one : null;
    }

    private void testOnSuspicion(Watched one) {
        long now = clock.wallMicros();
        List<List<String>> reference = one.suspected(now);
        if (reference.isEmpty()) {
            return;
        }
        try {
            runs.begin(one.endpoint(), null, reference, one.suspicion());
            one.testing(now);
            keep(one, List.of());
        } catch (Denied busy) {
            LOG.log(System.Logger.Level.DEBUG, "a test waits: " + busy.getMessage());
        }
    }

    private void ended(EqualityRun run, @Nullable Finding finding) {
        Endpoint second = run.second();
        Watched other = second == null ? null : watchedNow(second);
        if (other != null) {
            other.pay(run.secondSpent());
            keep(other, List.of());
        }
        Watched one = watchedNow(run.first());
        if (one == null) {
            return;
        }
        one.pay(run.firstSpent());
        if (finding != null && run.isAgainstItself()) {
            one.tested(finding);
        }
        keep(one, finding == null ? List.of() : List.of(finding));
    }

    @Override
    public boolean isOn() {
        return config.get() != null;
    }

    @Override
    public synchronized List<EndpointLikeness> endpoints() {
        long now = clock.wallMicros();
        return isOn() ? watched.values().stream().map(each -> each.view(now)).toList() : List.of();
    }

    @Override
    public List<EqualityView> tests() {
        return runs.views();
    }

    @Override
    public List<Finding> verdicts(int limit) throws StoreUnavailable {
        return store.latest(limit);
    }

    @Override
    public EqualityView test(String endpoint, @Nullable String against, String actor)
            throws Denied {
        if (!isOn()) {
            throw new Denied("behaviour is not watched; `probes: { behaviour: {} }` turns it on");
        }
        Endpoint first = endpoint(endpoint);
        String why = "by " + actor;
        if (against != null) {
            if (against.equals(endpoint)) {
                throw new Denied("an endpoint is compared with another one");
            }
            return runs.begin(first, endpoint(against), List.of(), why).view();
        }
        Watched one;
        synchronized (this) {
            one = watched.get(endpoint);
        }
        List<List<String>> reference = one == null ? List.of() : one.reference();
        if (reference.isEmpty()) {
            throw new Denied("there is no whole reference of " + endpoint + " yet");
        }
        return runs.begin(first, null, reference, why).view();
    }

    private Endpoint endpoint(String name) throws Denied {
        FleetSnapshot fleet = snapshot.get();
        Endpoint endpoint = fleet == null ? null : fleet.endpoints().get(name);
        if (endpoint == null) {
            throw new Denied("there is no endpoint " + name);
        }
        return endpoint;
    }

    @Override
    public void accept(String endpoint) throws Denied, StoreUnavailable {
        BehaviourConfig wanted = config.get();
        synchronized (keeping) {
            Watched fresh;
            synchronized (this) {
                Watched old = watched.get(endpoint);
                if (old == null || wanted == null) {
                    throw new Denied("the behaviour of " + endpoint + " is not watched");
                }
                fresh = watched(wanted, old.endpoint(), Map.of());
                fresh.pay(old.spent());
                watched.put(endpoint, fresh);
            }
            store.forget(endpoint);
            store.keep(endpoint, fresh.save(), List.of(), clock.wallMicros());
        }
    }

    @Override
    public void suspect(String endpoint, String why) {
        Watched one;
        synchronized (this) {
            one = watched.get(endpoint);
        }
        if (one != null) {
            one.told(why);
        }
    }

    @Override
    public String name() {
        return "behaviour";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(Alert.Kind.BEHAVIOUR);
    }

    @Override
    public List<Alert> alerts() throws IOException {
        FleetSnapshot fleet = snapshot.get();
        BehaviourConfig wanted = config.get();
        if (fleet == null || wanted == null) {
            return List.of();
        }
        synchronized (this) {
            for (Endpoint endpoint : fleet.endpoints().values()) {
                if (isWatched(wanted, endpoint) && !watched.containsKey(endpoint.name())) {
                    throw new IOException("what is known of " + endpoint.name() + " is not read");
                }
            }
        }
        Map<String, EndpointLikeness> changed = new HashMap<>();
        endpoints().stream()
                .filter(EndpointLikeness::isChanged)
                .forEach(each -> changed.put(each.endpoint(), each));
        return LikenessAlerts.of(fleet, changed);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
        runs.close();
        List<Thread> left;
        synchronized (this) {
            left = List.copyOf(threads);
        }
        left.forEach(Thread::interrupt);
    }
}
