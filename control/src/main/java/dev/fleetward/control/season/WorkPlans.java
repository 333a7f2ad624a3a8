package dev.fleetward.control.season;

import dev.fleetward.core.season.work.WorkPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What may be asked of the plans of work that can wait. Thread-safe; reads the ledger, so an
/// answer may take seconds.
public interface WorkPlans {
    /// How far ahead a day can be planned.
    Duration FURTHEST = Duration.ofDays(6);

    /// The plans of one day. Immutable.
    ///
    /// @param madeMicros when
    /// @param sources by name
    record Planned(long madeMicros, List<WorkPlan> sources) {
        public Planned {
            sources = List.copyOf(sources);
        }
    }

    /// The plan in force, or one anew where there is none of this hour.
    ///
    /// @throws IOException where the ledger cannot answer now
    Planned now() throws IOException;

    /// A plan of the day that begins with an hour, for looking at.
    ///
    /// @param fromMicros from now until [#FURTHEST]
    /// @throws IOException where the ledger cannot answer now
    Planned from(long fromMicros) throws IOException;
}
