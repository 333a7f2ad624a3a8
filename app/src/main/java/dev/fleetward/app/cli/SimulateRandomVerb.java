package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.testbed.scenario.InvariantBroken;
import dev.fleetward.testbed.scenario.Policy;
import dev.fleetward.testbed.scenario.RandomFleet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simulate random`. Confined to the main thread.
@Command(
        name = "random",
        description =
                "Run fleets of which the seed decides everything, with invariants checked after"
                        + " every event.",
        footer = "Exit codes: 0 every invariant held, 1 one broke, 2 wrong usage.",
        sortOptions = false)
final class SimulateRandomVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first seed. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "How many, one after the other. Default ${DEFAULT-VALUE}.")
    private int seeds = 1_000;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            defaultValue = "fair",
            description = "fifo or fair. Default ${DEFAULT-VALUE}.")
    private Policy policy = Policy.FAIR;

    SimulateRandomVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        long calls = 0;
        long compared = 0;
        for (long each = seed; each < seed + seeds; each++) {
            try {
                RandomFleet.Outcome run = RandomFleet.run(each, policy);
                calls += run.calls();
                compared += run.compared();
            } catch (InvariantBroken broken) {
                throw new Trouble(
                        Trouble.PROBLEM,
                        "seed " + each + ": " + broken.getMessage(),
                        broken.replay(),
                        broken);
            }
        }
        host.out()
                .println(
                        seeds
                                + " fleets from --seed "
                                + seed
                                + ", "
                                + calls
                                + " calls: every invariant held after every event ("
                                + compared
                                + " comparisons of two that waited)");
        return 0;
    }
}
