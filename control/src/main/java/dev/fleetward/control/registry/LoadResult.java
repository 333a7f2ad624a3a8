package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.FleetSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What came of reading a configuration file. Immutable.
public sealed interface LoadResult {
    /// The file is sound.
    ///
    /// @param webhooks who is told of incidents
    /// @param warnings what is odd, but allowed
    /// @param secretFiles the files that credentials were read from
    record Loaded(
            FleetConfig config,
            FleetSnapshot snapshot,
            List<Webhook> webhooks,
            List<Problem> warnings,
            Set<Path> secretFiles)
            implements LoadResult {
        public Loaded {
            webhooks = List.copyOf(webhooks);
            warnings = List.copyOf(warnings);
            secretFiles = Set.copyOf(secretFiles);
        }
    }

    /// The file is not taken.
    ///
    /// @param problems what is wrong, at least one of them an error; errors come first
    record Rejected(List<Problem> problems) implements LoadResult {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
