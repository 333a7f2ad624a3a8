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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A parade of 8,000-token prompts on an engine of one's own, eight H100 with a 70B model, and a
/// chat beside it. Under the fair policy the engine is told each call's class as a priority, and
/// the chat has a reservation of memory that it does not lend.
final class Parade implements Scenario {
    /// Far below what the engine has: what is held makes every decode step longer.
    private static final long KV_TOKENS = 256_000;

    private static final int WORKERS = 64;
    private static final double CHAT_RATE = 0.7;
    private static final double WARM_UP_SECONDS = 60;
    private static final double END_SECONDS = 660;
    private static final double OBJECTIVE_SECONDS = 0.5;
    private static final String CHAT = "chat";
    private static final String SUMMARIES = "summaries";

    /// A batch budget that an operator who wants short steps would set.
    private static final Profile PROFILE = Profile.H100_70B.withTokensPerStep(1_536);

    @Override
    public String name() {
        return "parade";
    }

    @Override
    public String story() {
        return "A parade of 8,000-token prompts and a chat on one's own engine";
    }

    @Override
    public ScenarioReport run(long seed, @Nullable Policy only) {
        List<Line> lines = new ArrayList<>();
        for (Policy policy : Policy.values()) {
            if (Scenario.runs(policy, only)) {
                lines.add(line(policy.label(), seed, policy, true));
                lines.add(line(policy.label() + ", batch alone", seed, policy, false));
            }
        }
        GateList gates = new GateList();
        if (lines.size() == 4) {
            Line fifo = lines.get(0);
            Line fair = lines.get(2);
            Line alone = lines.get(3);
            gates.atMost(
                            "fair: chat's p95 first token within its objective",
                            fair.get("chat ttft p95 s"),
                            OBJECTIVE_SECONDS,
                            " s")
                    .atLeast(
                            "fifo: chat's p95 first token misses it by far",
                            fifo.get("chat ttft p95 s"),
                            10 * OBJECTIVE_SECONDS,
                            " s")
                    .atMost("fair: chat's calls refused", fair.get("chat refused"), 0, "")
                    .atLeast(
                            "fair: the batch's throughput of what it has alone",
                            fair.get("batch tok/s") / alone.get("batch tok/s"),
                            0.90,
                            "");
        }
        return ScenarioReport.of(name(), seed, lines, gates.build());
    }

    private Line line(String run, long seed, Policy policy, boolean chatting) {
        Pool pool =
                new Pool(
                        "engine",
                        Accounting.SELF_HOSTED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        KV_TOKENS,
                        60 * World.SECOND,
                        1,
                        null,
                        false);
        Share share = new Share(new Percent(150_000), Percent.ZERO, Percent.HUNDRED);
        Feature chat = SmallFleet.feature(CHAT, CallClass.INTERACTIVE, pool, share);
        Feature summaries = SmallFleet.feature(SUMMARIES, CallClass.BATCH, pool, null);
        World world =
                new World(
                        SmallFleet.of(pool, policy != Policy.FIFO, List.of(chat, summaries)),
                        policy,
                        PROFILE,
                        1,
                        Neighbour.NOBODY,
                        seed,
                        replay(seed, policy));
        long end = (long) (END_SECONDS * 1e9);
        Callers.job(
                world, WORKERS, Long.MAX_VALUE, end, random -> summary(summaries, random), seed);
        if (chatting) {
            Callers.poisson(
                    world,
                    seconds -> CHAT_RATE,
                    CHAT_RATE,
                    end,
                    random -> question(chat, random),
                    seed + 1);
        }
        world.run(end);
        List<Journey> journeys = world.journeys();
        LineBuilder line = new LineBuilder(run);
        if (chatting) {
            line.put("chat calls", Figures.count(journeys, CHAT, journey -> true))
                    .put("chat refused", Figures.count(journeys, CHAT, j -> j.refusal != null))
                    .put(
                            "chat ttft p50 s",
                            Figures.percentile(journeys, CHAT, 0.5, Journey::firstTokenSeconds))
                    .put(
                            "chat ttft p95 s",
                            Figures.percentile(journeys, CHAT, 0.95, Journey::firstTokenSeconds))
                    .put(
                            "chat wait p95 s",
                            Figures.percentile(journeys, CHAT, 0.95, Journey::waitSeconds));
        }
        return line.put(
                        "batch tok/s",
                        Figures.tokensPerSecond(journeys, SUMMARIES, WARM_UP_SECONDS, END_SECONDS))
                .put("tok/s", Figures.tokensPerSecond(journeys, WARM_UP_SECONDS, END_SECONDS))
                .put("preemptions", world.preemptions())
                .build();
    }

    private static Wish summary(Feature feature, SplittableRandom random) {
        return new Wish(
                feature,
                CallClass.BATCH,
                8_000,
                random.nextInt(100, 201),
                200,
                3_600 * World.SECOND);
    }

    private static Wish question(Feature feature, SplittableRandom random) {
        return new Wish(
                feature,
                CallClass.INTERACTIVE,
                random.nextInt(200, 801),
                random.nextInt(50, 251),
                300,
                60 * World.SECOND);
    }
}
