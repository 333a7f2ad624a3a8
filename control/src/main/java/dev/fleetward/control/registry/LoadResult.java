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
    /// @param places where in the file the parts of the fleet stand
    record Loaded(
            FleetConfig config,
            FleetSnapshot snapshot,
            List<Webhook> webhooks,
            List<Problem> warnings,
            Set<Path> secretFiles,
            Places places)
            implements LoadResult {
        public Loaded {
            webhooks = List.copyOf(webhooks);
            warnings = List.copyOf(warnings);
            secretFiles = Set.copyOf(secretFiles);
        }
    }

    /// Where things stand in the file that was read.
    @FunctionalInterface
    interface Places {
        /// What is to be said of the part of the fleet with this name, where that stands.
        ///
        /// @param section such as `endpoints`
        Problem warning(String section, String name, String message);
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
