package dev.fleetward.control.region;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.region.RolloutMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the watch over regions last saw. Immutable.
///
/// @param trouble why it may not be the whole truth, in words; null if it is
/// @param findings the newest, oldest first
/// @param alerts what somebody should know now
public record RegionReading(
        boolean known,
        @Nullable String trouble,
        long wallMicros,
        RolloutMatrix matrix,
        List<KeptFinding> findings,
        List<Alert> alerts) {

    /// Before anything was seen.
    public static final RegionReading FIRST =
            new RegionReading(
                    false,
                    "the ledger is being read",
                    0,
                    new RolloutMatrix(List.of(), 0, 0),
                    List.of(),
                    List.of());

    public RegionReading {
        findings = List.copyOf(findings);
        alerts = List.copyOf(alerts);
    }
}
