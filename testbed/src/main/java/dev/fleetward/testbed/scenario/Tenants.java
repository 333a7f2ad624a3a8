package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.testbed.PublicFiles;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.scenario.ScenarioReport.GateList;
import dev.fleetward.testbed.scenario.ScenarioReport.Line;
import dev.fleetward.testbed.scenario.ScenarioReport.LineBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Two weeks of a real provider's clients, each a feature of equal weight, on a pool that has 70%
/// or 110% of its capacity asked of it. The weeks are compressed 200 times, so that ten minutes of
/// the trace are three seconds, and so many calls are left out that the load is what it should be;
/// days, nights and bursts stay.
final class Tenants implements Scenario {
    /// What the engine serves of this mix when there is always somebody waiting, in tokens a
    /// second.
    private static final double CAPACITY = 7_000;

    /// Half of what the engine can run at once, so that nothing waits inside of it.
    private static final long CONCURRENT = 128;

    private static final long KV_TOKENS = 1_200_000;
    private static final double COMPRESSION = 200;
    private static final double[] LOADS = {0.7, 1.1};
    private static final long PATIENCE_NANOS = 60 * World.SECOND;
    private static final int ENGINES = 1;

    /// As the providers' own clients do, after the time that the refusal names or a second.
    private static final int RETRIES = 2;

    private final Path folder;

    /// @param folder from which the public data is looked for
    Tenants(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public String story() {
        return "Two weeks of a provider's real clients, compressed, at 70% and 110% of a pool";
    }

    @Override
    public ScenarioReport run(long seed, @Nullable Policy only) {
        TenantTrace trace = trace();
        List<Line> lines = new ArrayList<>();
        GateList gates = new GateList();
        for (double load : LOADS) {
            int percent = (int) Math.round(load * 100);
            Line fifo = null;
            for (Policy policy : Policy.values()) {
                if (!Scenario.runs(policy, only)) {
                    continue;
                }
                Line line = line(trace, load, percent, seed, policy);
                lines.add(line);
                if (policy == Policy.FIFO) {
                    fifo = line;
                } else if (fifo != null) {
                    gates(gates, percent, fifo, line);
                }
            }
        }
        return ScenarioReport.of(name(), seed, lines, gates.build());
    }

    private static void gates(GateList gates, int percent, Line fifo, Line fair) {
        String at = " at " + percent + "%";
        gates.atLeast("fair: Jain's index of those who wait" + at, fair.get("jain"), 0.99, "")
                .atMost(
                        "fair: longest wait" + at,
                        fair.get("wait max s"),
                        PATIENCE_NANOS / 1e9 + 0.1,
                        " s")
                .atLeast(
                        "fair: utilisation of fifo's" + at,
                        fair.get("tok/s") / fifo.get("tok/s"),
                        0.99,
                        "");
    }

    private TenantTrace trace() {
        try {
            return TenantTrace.read(file(TenantTrace.RATES), file(TenantTrace.LENGTHS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return PublicFiles.find(folder, name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no shared/data/" + name + " beside or above " + folder));
    }

    private Line line(TenantTrace trace, double load, int percent, long seed, Policy policy) {
        Pool pool =
                new Pool(
                        "engine",
                        Accounting.SELF_HOSTED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        CONCURRENT,
                        KV_TOKENS,
                        60 * World.SECOND,
                        1,
                        null,
                        false);
        List<Feature> features = new ArrayList<>();
        for (TenantTrace.Client client : trace.clients()) {
            features.add(SmallFleet.feature(client.name(), CallClass.STANDARD, pool, null));
        }
        World world =
                new World(
                        SmallFleet.of(pool, false, features),
                        policy,
                        Profile.H100_70B,
                        ENGINES,
                        Neighbour.NOBODY,
                        seed,
                        replay(seed, policy));
        double seconds = trace.seconds() / COMPRESSION;
        double kept = load * CAPACITY * seconds / trace.tokens();
        for (int i = 0; i < features.size(); i++) {
            new Tenant(world, features.get(i), trace.clients().get(i), kept, seed * 1_000 + i)
                    .next();
        }
        world.run((long) (seconds * 1e9));
        return measured(policy.label() + " at " + percent + "%", world, seconds);
    }

    private static Line measured(String run, World world, double seconds) {
        List<Journey> journeys = world.journeys();
        double[] waits =
                journeys.stream()
                        .filter(journey -> journey.admittedNanos >= 0)
                        .mapToDouble(Journey::waitSeconds)
                        .sorted()
                        .toArray();
        Map<String, Double> served = world.backlog().served();
        long refused = journeys.stream().filter(journey -> journey.refusal != null).count();
        return new LineBuilder(run)
                .put("calls", journeys.size())
                .put("refused", refused)
                .put("wait p50 s", waits[waits.length / 2])
                .put("wait p99 s", waits[(int) (waits.length * 0.99)])
                .put("wait max s", waits[waits.length - 1])
                .put("jain", Backlog.jainIndex(served.values()))
                .put("clients that waited long", served.size())
                .put("in use", world.inUse())
                .put("utilisation", Figures.tokensPerSecond(journeys, 0, seconds) / CAPACITY)
                .put("tok/s", Figures.tokensPerSecond(journeys, 0, seconds))
                .build();
    }

    /// One client's calls: a renewal process whose rate and form follow the trace. Confined to its
    /// world.
    private static final class Tenant {
        private final World world;
        private final Feature feature;
        private final TenantTrace.Client client;
        private final double kept;
        private final SplittableRandom random;
        private Map.@Nullable Entry<Long, TenantTrace.Window> window;

        /// Where it is in the trace, in seconds.
        private double at;

        Tenant(World world, Feature feature, TenantTrace.Client client, double kept, long seed) {
            this.world = world;
            this.feature = feature;
            this.client = client;
            this.kept = kept;
            this.random = new SplittableRandom(seed);
            this.window = client.windows().firstEntry();
        }

        /// Plans the next call: a gap of so many calls' worth of rate, wherever it ends.
        void next() {
            double gap = -1;
            while (window != null) {
                TenantTrace.Window now = window.getValue();
                at = Math.max(at, window.getKey());
                double rate = now.rate() * kept;
                gap = gap < 0 ? now.gaps().draw(random) : gap;
                double left = (window.getKey() + TenantTrace.WINDOW_SECONDS - at) * rate;
                if (gap < left) {
                    at += gap / rate;
                    long atNanos = (long) (at / COMPRESSION * 1e9);
                    world.timeline.at(Math.max(atNanos, world.timeline.now()), this::call);
                    return;
                }
                gap -= left;
                window = client.windows().higherEntry(window.getKey());
            }
        }

        private void call() {
            long seconds = (long) at;
            int longest = client.longestOutput(seconds);
            attempt(
                    new Wish(
                            feature,
                            CallClass.STANDARD,
                            client.inputTokens(seconds, random),
                            Math.min(longest, client.outputTokens(seconds, random)),
                            longest,
                            PATIENCE_NANOS),
                    RETRIES);
            next();
        }

        private void attempt(Wish wish, int retries) {
            world.call(
                    wish,
                    journey -> {
                        if (journey.refusal != null && retries > 0) {
                            long wait = journey.retryAfterNanos;
                            world.timeline.after(
                                    wait == 0 ? World.SECOND : wait,
                                    () -> attempt(wish, retries - 1));
                        }
                    });
        }
    }
}
