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

/// Fifty parallel report calls begin at two in the morning and are not done when the chat wakes up.
/// Both draw on one provider's tokens per minute. The night is compressed to a quarter of an hour.
final class TwoAm implements Scenario {
    private static final long TOKENS_PER_MINUTE = 360_000;
    private static final int WORKERS = 50;
    private static final long REPORTS = 3_000;
    private static final double CHAT_RATE = 1.5;
    private static final double MORNING_SECONDS = 900;
    private static final double NOON_SECONDS = 2_100;
    private static final double OBJECTIVE_SECONDS = 0.5;
    private static final String CHAT = "chat";
    private static final String REPORT = "reports";

    /// How long the chat takes to wake up.
    private static final double RAMP_SECONDS = 120;

    /// The provider has engines enough; what is short is the quota. Its batch budget keeps a step
    /// with a prefill below a quarter of a second.
    private static final Profile PROFILE = Profile.H100_70B.withTokensPerStep(2_048);

    private static final int ENGINES = 6;
    private static final Neighbour NEIGHBOUR =
            new Neighbour(20, 40_000, 20 * World.SECOND, 60 * World.SECOND);

    @Override
    public String name() {
        return "two-am";
    }

    @Override
    public String story() {
        return "Fifty parallel report calls from 2 a.m. on, and the morning's chat, on one provider's"
                + " tokens per minute";
    }

    @Override
    public ScenarioReport run(long seed, @Nullable Policy only) {
        List<Line> lines = new ArrayList<>();
        for (Policy policy : Policy.values()) {
            if (Scenario.runs(policy, only)) {
                lines.add(line(seed, policy));
            }
        }
        GateList gates = new GateList();
        if (lines.size() == 2) {
            Line fifo = lines.get(0);
            Line fair = lines.get(1);
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
                            "fair: throughput of fifo's",
                            fair.get("tok/s") / fifo.get("tok/s"),
                            0.97,
                            "")
                    .atMost(
                            "fair: the batch's time of fifo's",
                            fair.get("batch done s") / fifo.get("batch done s"),
                            1.10,
                            "");
        }
        return ScenarioReport.of(name(), seed, lines, gates.build());
    }

    private Line line(long seed, Policy policy) {
        Pool pool =
                new Pool(
                        "provider",
                        Accounting.PLAIN,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        TOKENS_PER_MINUTE,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        60 * World.SECOND,
                        1,
                        null,
                        false);
        // What chat keeps of its reservation while it is idle is a few calls' worth.
        Share share = new Share(new Percent(300_000), new Percent(900_000), Percent.HUNDRED);
        Feature chat = SmallFleet.feature(CHAT, CallClass.INTERACTIVE, pool, share);
        Feature reports = SmallFleet.feature(REPORT, CallClass.BATCH, pool, null);
        World world =
                new World(
                        SmallFleet.of(pool, false, List.of(chat, reports)),
                        policy,
                        PROFILE,
                        ENGINES,
                        NEIGHBOUR,
                        seed,
                        replay(seed, policy));
        Callers.job(
                world, WORKERS, REPORTS, Long.MAX_VALUE, random -> report(reports, random), seed);
        Callers.poisson(
                world,
                TwoAm::chatRate,
                CHAT_RATE,
                (long) (NOON_SECONDS * 1e9),
                random -> question(chat, random),
                seed + 1);
        world.run((long) (NOON_SECONDS * 1e9));
        List<Journey> journeys = world.journeys();
        double end = Math.max(Figures.end(journeys, REPORT), Figures.end(journeys, CHAT));
        return new LineBuilder(policy.label())
                .put("chat calls", Figures.count(journeys, CHAT, journey -> true))
                .put("chat refused", Figures.count(journeys, CHAT, j -> j.refusal != null))
                .put(
                        "chat ttft p50 s",
                        Figures.percentile(journeys, CHAT, 0.5, Journey::firstTokenSeconds))
                .put(
                        "chat ttft p95 s",
                        Figures.percentile(journeys, CHAT, 0.95, Journey::firstTokenSeconds))
                .put(
                        "chat wait p95 s",
                        Figures.percentile(journeys, CHAT, 0.95, Journey::waitSeconds))
                .put(
                        "batch wait p95 s",
                        Figures.percentile(journeys, REPORT, 0.95, Journey::waitSeconds))
                .put("batch refused", Figures.count(journeys, REPORT, j -> j.refusal != null))
                .put("batch done s", Figures.end(journeys, REPORT))
                .put("tok/s", Figures.tokensPerSecond(journeys, 0, end))
                .build();
    }

    private static double chatRate(double seconds) {
        return CHAT_RATE * Math.clamp((seconds - MORNING_SECONDS) / RAMP_SECONDS, 0.02, 1);
    }

    private static Wish report(Feature feature, SplittableRandom random) {
        return new Wish(
                feature,
                CallClass.BATCH,
                random.nextInt(2_500, 3_501),
                random.nextInt(400, 1_001),
                1_000,
                3_600 * World.SECOND);
    }

    private static Wish question(Feature feature, SplittableRandom random) {
        return new Wish(
                feature,
                CallClass.INTERACTIVE,
                random.nextInt(200, 1_001),
                random.nextInt(50, 301),
                400,
                60 * World.SECOND);
    }
}
