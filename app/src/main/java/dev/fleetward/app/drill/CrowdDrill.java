package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Many callers at once against one pool and few budgets, with callers that leave and a provider
/// that fails, and then whether caps held, all came back, and everybody counted the same. Confined
/// to one thread.
public final class CrowdDrill implements Drill<CrowdReport> {
    private static final Duration FULL_LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 100;

    /// How a drill is done. Immutable.
    ///
    /// @param folder gets the configuration, the node's data and its output
    /// @param time how long callers send
    /// @param seed for the calls and the simulated provider; threads still meet as they will
    /// @param flags for the node's Java, besides this process's own
    public record Settings(Path folder, Duration time, int threads, long seed, List<String> flags) {
        public Settings {
            flags = List.copyOf(flags);
            if (time.toSeconds() < 1 || time.toMinutes() > 60) {
                throw new IllegalArgumentException("for: " + time + " (expected: 1s..1h)");
            }
            if (threads < 4 || threads > 1_024) {
                throw new IllegalArgumentException("threads: " + threads + " (expected: 4..1024)");
            }
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final CrowdFleet fleet;
    private final Stage stage;

    private CrowdDrill(Settings settings, Clock clock, CrowdFleet fleet, Stage stage) {
        this.settings = settings;
        this.clock = clock;
        this.fleet = fleet;
        this.stage = stage;
    }

    /// Starts the simulated provider and the node; [#run] does the rest.
    ///
    /// @param random a source of keys
    /// @param progress told what is being done
    public static CrowdDrill prepare(
            Settings settings, Clock clock, RandomGenerator random, Consumer<String> progress)
            throws Exception {
        CrowdLimits limits = CrowdLimits.of(settings.threads(), settings.time());
        CrowdFleet fleet = CrowdFleet.start(limits, settings.seed(), clock, random);
        Stage stage = Stage.open(fleet, settings.folder(), settings.flags(), clock, progress);
        return new CrowdDrill(settings, clock, fleet, stage);
    }

    @Override
    public CrowdReport run() throws Exception {
        RuntimeFile runtime = stage.awaitServing();
        LocalDate begun = today();
        try (AdminClient admin = stage.admin()) {
            PoolWatch watch = new PoolWatch(admin);
            Crowd crowd = Crowd.of(fleet, runtime.gateway(), settings.threads(), settings.seed());
            try (crowd) {
                crowd.warmUp();
                awaitFull(watch);
                crowd.start();
                stage.tell(
                        settings.threads() + " callers for " + settings.time().toSeconds() + " s");
                long end = clock.nanos() + settings.time().toNanos();
                while (clock.nanos() - end < 0) {
                    Thread.sleep(LOOK_MILLIS);
                    watch.look();
                    fleet.copyBill();
                }
                stage.tell("waiting until all of them have ended");
                crowd.stop();
            }
            stage.await(() -> isAtRest(admin), Stage.REST_LIMIT, LOOK_MILLIS);
            fleet.copyBill();
            JsonNode quotas = watch.look();
            return stage.audit(() -> audit(admin, watch, quotas, crowd, begun), 5 * LOOK_MILLIS);
        }
    }

    /// Waits until the pool's limits are whole again, here and at the provider, which heard of the
    /// first call later. A provider that is asked for the first time late has refilled nothing
    /// meanwhile, and the node has; where they begin apart, it is rightly refused in the end.
    private void awaitFull(PoolWatch watch) throws InterruptedException {
        long limit = clock.nanos() + FULL_LIMIT.toNanos();
        while (!isFull(watch.look()) && clock.nanos() - limit < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        Thread.sleep(5 * LOOK_MILLIS);
    }

    private static boolean isFull(JsonNode quotas) {
        for (JsonNode pool : quotas.path("pools")) {
            for (JsonNode bucket : pool.path("buckets")) {
                if (bucket.path("available").asLong(0) < bucket.path("limit").asLong(0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Instant now() {
        return Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }

    private CrowdReport audit(
            AdminClient admin, PoolWatch watch, JsonNode quotas, Crowd crowd, LocalDate begun) {
        List<Seen> calls = crowd.seen();
        Set<String> budgets = new HashSet<>(watch.limits().keySet());
        if (!begun.equals(today())) {
            budgets.clear(); // Some calls were the day before's to pay for.
        }
        List<Entry> entries = entries(admin, crowd.jobs());
        List<Promise> promises =
                new CrowdAudit(fleet, watch, admin, quotas, budgets, calls, entries, now())
                        .promises(bugs(), crowd.unheard());
        return report(calls, entries, watch, promises);
    }

    /// Answers that are read on although their caller left take a while.
    private boolean isAtRest(AdminClient admin) {
        boolean rests = fleet.underWay() == 0 && Stage.isAtRest(admin);
        fleet.copyBill();
        return rests;
    }

    /// What the node printed of failures that nothing in it expected, such as a lease settled
    /// twice.
    private List<String> bugs() {
        return stage.output()
                .lines()
                .filter(line ->
                        line.contains("settled twice") || line.contains("Unhandled exception"))
                .toList();
    }

    private static List<Entry> entries(AdminClient admin, List<String> jobs) {
        List<Entry> entries = new ArrayList<>();
        for (String job : jobs) {
            entries.addAll(
                    Entry.of(admin, job)
                            .orElseThrow(() ->
                                    new Trouble(
                                            Trouble.USAGE,
                                            "a caller has more calls than the admin API shows",
                                            "Lower --for.")));
        }
        return entries;
    }

    private CrowdReport report(
            List<Seen> calls, List<Entry> entries, PoolWatch watch, List<Promise> promises) {
        return new CrowdReport(
                calls.size(),
                count(calls, Ending.WHOLE),
                count(calls, Ending.ERROR),
                count(calls, Ending.HUNG_UP),
                count(calls, Ending.LEFT_WAITING),
                entries.stream().filter(entry -> !entry.endpoint().isEmpty()).count(),
                entries.stream().filter(entry -> entry.endpoint().isEmpty()).count(),
                fleet.ended(),
                watch.mostWaiting(),
                promises);
    }

    private static long count(List<Seen> calls, Ending ending) {
        return calls.stream().filter(call -> call.ending() == ending).count();
    }

    /// Ends the node and what is simulated.
    @Override
    public void close() throws Exception {
        stage.close();
    }
}
