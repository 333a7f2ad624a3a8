package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.StormAudit.Dying;
import dev.fleetward.app.drill.StormAudit.Step;
import dev.fleetward.app.drill.StormCallers.Told;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// An endpoint that many features of several owners use dies under load and comes back: callers are
/// served by others, and its owners hear of it once. Confined to one thread.
public final class StormDrill implements Drill<StormReport> {
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;
    private static final int CALLS_WHILE_DOWN = 100;
    private static final int CALLS_AFTERWARDS = 200;

    /// What the admin API gives of changes at once.
    private static final int MOST_CHANGES = 1_000;

    /// How a drill is done. Immutable.
    ///
    /// @param folder gets the configuration, the node's data and its output
    /// @param callsBefore of each feature before the endpoint dies
    /// @param down how long it is dead at least; it stays so until what suffers is known
    /// @param pauseMillis how long a caller rests between two calls
    /// @param seed for the calls and the words of the providers
    /// @param flags for the node's Java, besides this process's own
    public record Settings(
            Path folder,
            int callsBefore,
            Duration down,
            long pauseMillis,
            long seed,
            List<String> flags) {
        public Settings {
            flags = List.copyOf(flags);
            if (callsBefore < 20 || callsBefore > 10_000) {
                throw new IllegalArgumentException(
                        "calls: " + callsBefore + " (expected: 20..10000)");
            }
            if (down.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("down: " + down + " (expected: at most 10m)");
            }
            if (pauseMillis < 1 || pauseMillis > 1_000) {
                throw new IllegalArgumentException(
                        "pause: " + pauseMillis + " ms (expected: 1..1000)");
            }
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final StormFleet fleet;
    private final Stage stage;

    private StormDrill(Settings settings, Clock clock, StormFleet fleet, Stage stage) {
        this.settings = settings;
        this.clock = clock;
        this.fleet = fleet;
        this.stage = stage;
    }

    /// Starts the simulated providers, the webhook receiver and the node; [#run] does the rest.
    ///
    /// @param random a source of keys
    /// @param progress told what is being done
    public static StormDrill prepare(
            Settings settings, Clock clock, RandomGenerator random, Consumer<String> progress)
            throws Exception {
        StormFleet fleet = StormFleet.start(settings.seed(), clock, random);
        Stage stage = Stage.open(fleet, settings.folder(), settings.flags(), clock, progress);
        return new StormDrill(settings, clock, fleet, stage);
    }

    @Override
    public StormReport run() throws Exception {
        RuntimeFile runtime = stage.awaitServing();
        try (AdminClient admin = stage.admin()) {
            StormCallers callers =
                    StormCallers.start(
                            fleet,
                            clock,
                            runtime.gateway(),
                            settings.pauseMillis(),
                            settings.seed());
            await(() -> callers.fewest(fleet.features()) >= settings.callsBefore());

            stage.tell("the endpoint dies after " + callers.ended() + " calls");
            long began = clock.nanos();
            fleet.kill();
            Dying died = new Dying(began, clock.nanos());
            await(() -> burning(admin) == StormFleet.ALONE + 1);
            int whileDown = callers.ended();
            await(() ->
                    callers.ended() > whileDown + CALLS_WHILE_DOWN
                            && clock.nanos() - died.ended() >= settings.down().toNanos());

            stage.tell("it comes back after " + callers.ended() + " calls");
            long backMicros = clock.wallMicros();
            fleet.revive();
            await(() -> steps(admin, backMicros).stream().anyMatch(it -> it.to().equals("closed")));
            int back = callers.ended();
            await(() -> callers.ended() > back + CALLS_AFTERWARDS);
            List<Told> told = callers.stop(WAIT_LIMIT.toSeconds());
            stage.tell(told.size() + " calls have ended");
            await(() -> Stage.isAtRest(admin));
            await(() -> StormFleet.owners().stream().allMatch(this::isTold));
            return new StormAudit(admin, fleet, died, told, steps(admin, backMicros)).report();
        }
    }

    private boolean isTold(String owner) {
        return owner.equals(StormFleet.QUIET) || !fleet.pages().woke(owner).isEmpty();
    }

    /// How many alerts there are that a budget burns.
    private static long burning(AdminClient admin) {
        long burning = 0;
        for (JsonNode incident : admin.get("/v1/incidents").path("incidents")) {
            for (JsonNode alert : incident.path("alerts")) {
                burning += alert.path("kind").asString("").equals("burn") ? 1 : 0;
            }
        }
        return burning;
    }

    /// The steps of the endpoint's breaker since then, oldest first.
    private static List<Step> steps(AdminClient admin, long wallMicros) {
        Instant since = Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS);
        List<Step> steps = new ArrayList<>();
        for (JsonNode change :
                admin.get("/v1/changes?limit=" + MOST_CHANGES + "&since=" + since)
                        .path("changes")) {
            String words = change.path("words").asString("");
            int arrow = words.indexOf("→ ");
            if (change.path("kind").asString("").equals("breaker")
                    && change.path("subject").asString("").equals(StormFleet.ENDPOINT)
                    && arrow >= 0) {
                String to = words.substring(arrow + 2);
                int end = to.indexOf(',');
                steps.add(
                        new Step(
                                Instant.parse(change.path("at").asString("")),
                                end < 0 ? to : to.substring(0, end)));
            }
        }
        Collections.reverse(steps);
        return steps;
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        stage.await(condition, WAIT_LIMIT.plus(settings.down()), LOOK_MILLIS);
    }

    /// Ends the node and what is simulated.
    @Override
    public void close() throws Exception {
        stage.close();
    }
}
