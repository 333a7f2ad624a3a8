package dev.fleetward.testbed.scenario;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A story about admission, told under each policy with the same callers. Stateless.
public interface Scenario {
    /// The name on the command line.
    String name();

    /// What happens in it, in one line.
    String story();

    /// Runs it.
    ///
    /// @param only the only policy to run it under, without gates; null for all that it compares
    /// @throws InvariantBroken with the command that replays it
    ScenarioReport run(long seed, @Nullable Policy only);

    /// The command that runs it again.
    default String replay(long seed, Policy policy) {
        return "fleetward simulate " + name() + " --seed " + seed + " --policy " + policy.label();
    }

    /// Whether a policy takes part.
    static boolean runs(Policy policy, @Nullable Policy only) {
        return only == null || only == policy;
    }

    /// All of them.
    ///
    /// @param folder from which public data is looked for
    static List<Scenario> all(Path folder) {
        return List.of(
                new TwoAm(), new Parade(), new OwnEngine(), new Tenants(folder), new Deferral());
    }
}
