package dev.fleetward.control.probe;

import dev.fleetward.control.registry.ProbesConfig;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.ProbeCadence;
import dev.fleetward.core.health.ProbeCadence.Situation;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Probes endpoints when that is due: on a virtual thread for each probe, at most one for each
/// endpoint at a time. Thread-safe.
public final class Prober implements Probes, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Prober.class.getName());

    /// Quick probes in one suspicion: half an hour of them at the usual pace.
    private static final int MOST_IN_A_ROW = 900;

    private static final long TRAFFIC_NANOS = TimeUnit.MINUTES.toNanos(1);

    /// Until a ledger that did not answer is asked again; then twice as long each time, up to
    /// [#TRAFFIC_NANOS].
    private static final long TRAFFIC_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration LONGEST_STEP = Duration.ofMillis(500);

    /// What is known of one endpoint. Guarded by the prober.
    private static final class Patient {
        final ProbeCadence cadence;
        final Repertoire repertoire = new Repertoire();
        boolean underWay;

        Patient(long firstNanos) {
            cadence = new ProbeCadence(firstNanos);
        }
    }

    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final Supplier<@Nullable ProbesConfig> config;
    private final GatewayView gateway;
    private final Traffic traffic;
    private final ProbeCaller caller;
    private final ProbeBook book;
    private final Clock clock;
    private final Thread thread;

    // Guarded by this.
    private final Map<String, Patient> patients = new TreeMap<>();
    private final Set<Thread> probes = new java.util.HashSet<>();

    // Of the prober's thread.
    private @Nullable ProbesConfig known;
    private volatile @Nullable Map<String, Long> calls;
    private boolean trafficAsked;
    private long trafficNextNanos;
    private long trafficAgainNanos = TRAFFIC_AGAIN_NANOS;

    /// @param config null while no probes are wanted
    public Prober(
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<@Nullable ProbesConfig> config,
            GatewayView gateway,
            Traffic traffic,
            ProbeCaller caller,
            ProbeBook book,
            Clock clock) {
        this.snapshot = snapshot;
        this.config = config;
        this.gateway = gateway;
        this.traffic = traffic;
        this.caller = caller;
        this.book = book;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("prober").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Duration pause = LONGEST_STEP;
                try {
                    ProbesConfig wanted = config.get();
                    FleetSnapshot fleet = snapshot.get();
                    if (wanted != null && fleet != null) {
                        step(wanted, fleet);
                        pause = shorter(wanted.quick().dividedBy(2), LONGEST_STEP);
                    }
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the prober", bug);
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// One look at all endpoints; of the prober's thread.
    void step(ProbesConfig wanted, FleetSnapshot fleet) {
        long now = clock.nanos();
        Map<String, Long> used = used(now);
        if (used == null) {
            return;
        }
        Map<String, HealthView> health = new HashMap<>();
        gateway.endpoints().forEach(view -> health.put(view.endpoint(), view.health()));
        for (Endpoint endpoint : due(wanted, fleet, used, health, now)) {
            Thread probe =
                    Thread.ofVirtual()
                            .name("probe-" + endpoint.name())
                            .unstarted(() -> probe(endpoint));
            synchronized (this) {
                probes.add(probe);
            }
            probe.start();
        }
    }

    /// Null before the ledger has told it once: an endpoint that is busy needs no probe.
    private @Nullable Map<String, Long> used(long now) {
        if (!trafficAsked || now - trafficNextNanos >= 0) {
            trafficAsked = true;
            trafficNextNanos = now + trafficAgainNanos;
            trafficAgainNanos = Math.min(2 * trafficAgainNanos, TRAFFIC_NANOS);
            try {
                calls = Map.copyOf(traffic.callsLastHour());
                trafficAgainNanos = TRAFFIC_AGAIN_NANOS;
                trafficNextNanos = now + TRAFFIC_NANOS;
            } catch (IOException later) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "how much endpoints are used is not known",
                        later);
            }
        }
        return calls;
    }

    private synchronized List<Endpoint> due(
            ProbesConfig wanted,
            FleetSnapshot fleet,
            Map<String, Long> used,
            Map<String, HealthView> health,
            long now) {
        patients.keySet().retainAll(fleet.endpoints().keySet());
        if (!wanted.equals(known)) {
            known = wanted;
            patients.values().forEach(patient -> patient.repertoire.forget());
        }
        List<Endpoint> due = new ArrayList<>();
        int index = 0;
        int count = fleet.endpoints().size();
        for (Endpoint endpoint : new TreeMap<>(fleet.endpoints()).values()) {
            // The first probes are spread over the usual distance.
            long first = now - wanted.every().toNanos() / count * (count - index++);
            Patient patient = patients.computeIfAbsent(endpoint.name(), _ -> new Patient(first));
            Situation situation = situation(fleet, endpoint, used, health);
            if (!patient.underWay && patient.cadence.isDue(rules(wanted), situation, now)) {
                patient.underWay = true;
                due.add(endpoint);
            }
        }
        return due;
    }

    private static Situation situation(
            FleetSnapshot fleet,
            Endpoint endpoint,
            Map<String, Long> used,
            Map<String, HealthView> health) {
        return Situation.of(
                fleet.stopped(endpoint),
                health.getOrDefault(endpoint.name(), HealthView.WELL),
                fleet.directives().strayed().containsKey(endpoint.name())
                        ? 0 // What tells whether it is back may be probes alone.
                        : used.getOrDefault(endpoint.name(), 0L));
    }

    private static ProbeCadence.Rules rules(ProbesConfig wanted) {
        return new ProbeCadence.Rules(
                wanted.every().toNanos(),
                wanted.quick().toNanos(),
                MOST_IN_A_ROW,
                wanted.onlyBelow().value());
    }

    private void probe(Endpoint endpoint) {
        try {
            Question question = next(endpoint);
            if (question != null) {
                ProbeResult result = caller.ask(endpoint, question);
                note(endpoint, result);
                book.add(result);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                probes.remove(Thread.currentThread());
                Patient patient = patients.get(endpoint.name());
                if (patient != null) {
                    patient.underWay = false;
                }
            }
        }
    }

    /// Null where it is gone.
    private synchronized @Nullable Question next(Endpoint endpoint) {
        Patient patient = patients.get(endpoint.name());
        return patient == null ? null : patient.repertoire.next(endpoint, clock.nanos());
    }

    private synchronized void note(Endpoint endpoint, ProbeResult result) {
        Patient patient = patients.get(endpoint.name());
        if (patient == null) {
            return;
        }
        long now = clock.nanos();
        switch (result.verdict()) {
            case GOOD, WRONG -> {
                patient.repertoire.answered(result.question());
                patient.cadence.probed(!result.isBad(), now);
            }
            case FAILED -> patient.cadence.probed(false, now);
            case UNSUITABLE -> unsuitable(patient, result.question(), now);
            case NOT_SENT -> patient.cadence.refused(now);
        }
    }

    /// Another question follows at once. That there is none left speaks against the endpoint; from
    /// then on all come in turn, at the usual distance.
    private static void unsuitable(Patient patient, Question question, long now) {
        boolean before = patient.repertoire.isExhausted();
        patient.repertoire.unsuitable(question, now);
        if (before) {
            patient.cadence.refused(now);
        } else if (patient.repertoire.isExhausted()) {
            patient.cadence.probed(false, now);
            patient.cadence.refused(now);
        }
    }

    @Override
    public boolean isOn() {
        return config.get() != null;
    }

    @Override
    public List<EndpointProbes> endpoints() {
        FleetSnapshot fleet = snapshot.get();
        if (fleet == null) {
            return List.of();
        }
        Map<String, HealthView> health = new HashMap<>();
        gateway.endpoints().forEach(view -> health.put(view.endpoint(), view.health()));
        Map<String, Long> used = calls == null ? Map.of() : calls;
        return new TreeMap<>(fleet.endpoints())
                .values().stream().map(endpoint -> probes(fleet, endpoint, used, health)).toList();
    }

    private synchronized EndpointProbes probes(
            FleetSnapshot fleet,
            Endpoint endpoint,
            Map<String, Long> used,
            Map<String, HealthView> health) {
        ProbesConfig wanted = config.get();
        Patient patient = patients.get(endpoint.name());
        String pace = "none";
        String why = "probes are off";
        if (wanted != null) {
            Situation situation = situation(fleet, endpoint, used, health);
            ProbeCadence.Pace how =
                    patient == null
                            ? ProbeCadence.Pace.NONE
                            : patient.cadence.shown(rules(wanted), situation);
            pace = how.name().toLowerCase(java.util.Locale.ROOT);
            why = why(how, situation, patient);
        }
        return new EndpointProbes(endpoint.name(), pace, why, book.of(endpoint.name()));
    }

    private static String why(
            ProbeCadence.Pace pace, Situation situation, @Nullable Patient patient) {
        if (patient == null) {
            return "not looked at yet";
        }
        if (patient.repertoire.isExhausted() && pace != ProbeCadence.Pace.NONE) {
            return "no question suits it";
        }
        return switch (pace) {
            case USUAL -> "little traffic";
            case QUICK -> patient.cadence.suspected() ? "under suspicion" : "comes back";
            case NONE ->
                    situation.stopped()
                            ? "stopped"
                            : situation.state() == State.OPEN ? "rests" : "enough calls of its own";
        };
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        if (thread.isAlive()) {
            thread.join();
        }
        List<Thread> left;
        synchronized (this) {
            left = List.copyOf(probes);
        }
        for (Thread probe : left) {
            probe.interrupt();
        }
    }
}
