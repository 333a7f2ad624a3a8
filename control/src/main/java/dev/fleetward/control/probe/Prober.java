package dev.fleetward.control.probe;

import dev.fleetward.control.registry.ProbesConfig;
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
import java.util.EnumSet;
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
    private static final Duration LONGEST_STEP = Duration.ofMillis(500);

    /// What is known of one endpoint. Guarded by the prober.
    private static final class Patient {
        final ProbeCadence cadence;
        final Set<Question> unsuitable = EnumSet.noneOf(Question.class);
        int asked;
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
    private long callsNanos;

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

    private void step(ProbesConfig wanted, FleetSnapshot fleet) {
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
        if (calls == null || now - callsNanos >= TRAFFIC_NANOS) {
            try {
                calls = Map.copyOf(traffic.callsLastHour());
                callsNanos = now;
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
            patients.values().forEach(patient -> patient.unsuitable.clear());
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
                used.getOrDefault(endpoint.name(), 0L));
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

    /// Null where it can be asked nothing.
    private synchronized @Nullable Question next(Endpoint endpoint) {
        Patient patient = patients.get(endpoint.name());
        if (patient == null) {
            return null;
        }
        List<Question> questions =
                Question.suiting(endpoint).stream()
                        .filter(question -> !patient.unsuitable.contains(question))
                        .toList();
        if (questions.isEmpty()) {
            patient.cadence.refused(clock.nanos());
            return null;
        }
        return questions.get(patient.asked++ % questions.size());
    }

    private synchronized void note(Endpoint endpoint, ProbeResult result) {
        Patient patient = patients.get(endpoint.name());
        if (patient == null) {
            return;
        }
        long now = clock.nanos();
        switch (result.verdict()) {
            case GOOD, WRONG, FAILED -> patient.cadence.probed(!result.isBad(), now);
            case UNSUITABLE -> patient.unsuitable.add(result.question());
            case NOT_SENT -> patient.cadence.refused(now);
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
                            : patient.cadence.pace(rules(wanted), situation);
            pace = how.name().toLowerCase(java.util.Locale.ROOT);
            why = why(how, situation, patient);
        }
        return new EndpointProbes(endpoint.name(), pace, why, book.of(endpoint.name()));
    }

    private static String why(
            ProbeCadence.Pace pace, Situation situation, @Nullable Patient patient) {
        return switch (pace) {
            case USUAL -> "little traffic";
            case QUICK ->
                    patient != null && patient.cadence.suspected()
                            ? "under suspicion"
                            : "comes back";
            case NONE ->
                    situation.stopped()
                            ? "stopped"
                            : situation.callsLastHour() > 0 ? "enough calls of its own" : "rests";
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
