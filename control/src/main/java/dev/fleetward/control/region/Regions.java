package dev.fleetward.control.region;

import java.io.IOException;
import java.util.List;

/// What may be asked of the memory of regions. Thread-safe.
public interface Regions {
    /// What was last seen.
    RegionReading reading();

    /// Takes what providers' logs tell of where requests were served. What was told before stands.
    ///
    /// @throws IOException where the past is not known yet, or the ledger or the store is away
    LateRegion.Outcome late(List<LateRegion> told) throws IOException;
}
