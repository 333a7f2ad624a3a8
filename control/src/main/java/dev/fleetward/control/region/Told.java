package dev.fleetward.control.region;

import dev.fleetward.core.region.VersionTruth;
import java.util.List;

/// Who is told by a [RegionWatch], on the watch's thread.
public interface Told {
    /// What is known of versions is another in something that matters to routing.
    void versions(VersionTruth truth);

    /// Kept just now: calls that were served outside their zones among them.
    void found(List<KeptFinding> findings);
}
