package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.scenario.ScenarioReport.GateList;
import dev.fleetward.testbed.scenario.ScenarioReport.Line;
import dev.fleetward.testbed.scenario.ScenarioReport.LineBuilder;
import dev.fleetward.testbed.scenario.World.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// More batch work than one's own engine bears, and a chat. Nobody knows how much the engine bears:
/// four times its memory is declared, so that nothing but the adaptive limit keeps calls from
/// waiting in the engine, which serves them in the order of their arrival. It is told no
/// priorities.
final class OwnEngine implements Scenario {
    private static final int DECLARED_MEMORIES = 4;
    private static final double LEAST_THROUGHPUT = 0.95;

    /// The engine's own queue with the limit, as a part of what it is without.
    private static final double MOST_QUEUE = 0.05;

    private static final long PATIENCE_NANOS = 3_600 * World.SECOND;
    private static final String CHAT = "chat";
    private static final String BATCH = "summaries";

    /// A small engine whose memory is short.
    static final Site A10G =
            new Site(
                    Profile.A10G_7B.withTokensPerStep(512),
                    60,
                    new Sizes(200, 600, 100, 200),
                    0.3,
                    new Sizes(100, 300, 30, 100),
                    1,
                    900,
                    2_700);

    /// A large one, short of places in its batch. It begins with all of the work at once, so that
    /// the first calls show nothing but queueing.
    static final Site H100 =
            new Site(
                    Profile.H100_70B.withTokensPerStep(2_048),
                    500,
                    new Sizes(500, 1_500, 300, 600),
                    1,
                    new Sizes(200, 800, 50, 250),
                    2,
                    1_800,
                    5_400);

    private final List<Site> sites;

    /// Both engines.
    OwnEngine() {
        this(List.of(A10G, H100));
    }

    OwnEngine(List<Site> sites) {
        this.sites = sites;
    }

    /// An engine and what it is asked for.
    ///
    /// @param workers that each have one call of the batch under way or waiting
    /// @param chatRate calls a second
    /// @param objectiveSeconds of the chat's p95 first token
    /// @param learnedSeconds from when on it is measured: the limit has been found
    record Site(
            Profile profile,
            int workers,
            Sizes batch,
            double chatRate,
            Sizes chat,
            double objectiveSeconds,
            double learnedSeconds,
            double endSeconds) {}

    /// From the least to the most tokens of calls.
    record Sizes(int leastInput, int mostInput, int leastOutput, int mostOutput) {
        Wish wish(Feature feature, SplittableRandom random) {
            return new Wish(
                    feature,
                    feature.callClass(),
                    random.nextInt(leastInput, mostInput + 1),
                    random.nextInt(leastOutput, mostOutput + 1),
                    mostOutput,
                    PATIENCE_NANOS);
        }
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String story() {
        return "More batch work than one's own engine bears, nobody knows how much that is, and a"
                + " chat";
    }

    @Override
    public ScenarioReport run(long seed, @Nullable Policy only) {
        List<Line> lines = new ArrayList<>();
        GateList gates = new GateList();
        for (Site site : sites) {
            if (Scenario.runs(Policy.FIFO, only)) {
                lines.add(line(site, seed, Policy.FIFO, false));
            }
            if (Scenario.runs(Policy.FAIR, only)) {
                Line without = line(site, seed, Policy.FAIR, false);
                Line with = line(site, seed, Policy.FAIR, true);
                lines.add(without);
                lines.add(with);
                if (only == null) {
                    gate(site, without, with, gates);
                }
            }
        }
        return ScenarioReport.of(name(), seed, lines, gates.build());
    }

    private static void gate(Site site, Line without, Line with, GateList gates) {
        String engine = site.profile.name() + ": ";
        gates.atMost(
                        engine + "chat's p95 first token within its objective",
                        with.get("chat ttft p95 s"),
                        site.objectiveSeconds,
                        " s")
                .atLeast(
                        engine + "without the limit it misses it by far",
                        without.get("chat ttft p95 s"),
                        10 * site.objectiveSeconds,
                        " s")
                .atMost(engine + "chat's calls refused", with.get("chat refused"), 0, "")
                .atMost(
                        engine + "the engine's queue of what it is without the limit",
                        with.get("in the engine's queue") / without.get("in the engine's queue"),
                        MOST_QUEUE,
                        "")
                .atLeast(
                        engine + "throughput of what it is without the limit",
                        with.get("tok/s") / without.get("tok/s"),
                        LEAST_THROUGHPUT,
                        "");
    }

    private Line line(Site site, long seed, Policy policy, boolean adaptive) {
        World world = play(site, policy, adaptive, seed);
        List<Journey> journeys =
                world.journeys().stream()
                        .filter(journey -> journey.askedNanos / 1e9 >= site.learnedSeconds)
                        .toList();
        List<Reading> readings =
                world.readings().stream()
                        .filter(reading -> reading.seconds() >= site.learnedSeconds)
                        .toList();
        String label = site.profile.name() + " " + policy.label();
        LineBuilder line =
                new LineBuilder(label + (adaptive ? ", adaptive" : ""))
                        .put("chat calls", Figures.count(journeys, CHAT, journey -> true))
                        .put("chat refused", Figures.count(journeys, CHAT, j -> j.refusal != null))
                        .put("chat ttft p50 s", firstToken(journeys, 0.5))
                        .put("chat ttft p95 s", firstToken(journeys, 0.95))
                        .put(
                                "chat wait p95 s",
                                Figures.percentile(journeys, CHAT, 0.95, Journey::waitSeconds))
                        .put("in the engine's queue", mean(readings, Reading::atEngine))
                        .put("in the gateway's queue", mean(readings, Reading::atDesk));
        if (adaptive) {
            line.put("limit, tokens", mean(readings, Reading::inFlightLimit))
                    .put("its least", least(readings))
                    .put("its most", most(readings));
        }
        return line.put(
                        "tok/s",
                        Figures.tokensPerSecond(
                                world.journeys(), site.learnedSeconds, site.endSeconds))
                .put("preemptions", world.preemptions())
                .build();
    }

    private static double firstToken(List<Journey> journeys, double share) {
        return Figures.percentile(journeys, CHAT, share, Journey::firstTokenSeconds);
    }

    private static double mean(List<Reading> readings, ToLongFunction<Reading> value) {
        return readings.stream().mapToLong(value).average().orElse(Double.NaN);
    }

    private static double least(List<Reading> readings) {
        return readings.stream().mapToLong(Reading::inFlightLimit).min().orElse(0);
    }

    private static double most(List<Reading> readings) {
        return readings.stream().mapToLong(Reading::inFlightLimit).max().orElse(0);
    }

    private World play(Site site, Policy policy, boolean adaptive, long seed) {
        Pool pool =
                new Pool(
                        "engine",
                        Accounting.SELF_HOSTED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        DECLARED_MEMORIES * site.profile.kvTokens(),
                        60 * World.SECOND,
                        1,
                        null,
                        adaptive);
        Share share = new Share(new Percent(150_000), Percent.ZERO, Percent.HUNDRED);
        Feature chat = SmallFleet.feature(CHAT, CallClass.INTERACTIVE, pool, share);
        Feature batch = SmallFleet.feature(BATCH, CallClass.BATCH, pool, null);
        World world =
                new World(
                        SmallFleet.of(pool, false, List.of(chat, batch)),
                        policy,
                        site.profile,
                        1,
                        Neighbour.NOBODY,
                        seed,
                        replay(seed, policy));
        long end = (long) (site.endSeconds * 1e9);
        Callers.job(
                world,
                site.workers,
                Long.MAX_VALUE,
                end,
                random -> site.batch.wish(batch, random),
                seed);
        Callers.poisson(
                world,
                seconds -> site.chatRate,
                site.chatRate,
                end,
                random -> site.chat.wish(chat, random),
                seed + 1);
        world.run(end);
        return world;
    }
}
