package dev.fleetward.control.region;

import dev.fleetward.control.region.KeptFinding.Kind;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.RolloutMatrix;
import dev.fleetward.core.region.RolloutMatrix.CellRow;
import dev.fleetward.core.region.RolloutMatrix.VersionRow;
import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What of the findings somebody should know now. Stateless.
///
/// 1. That versions differ or mix is told for [#HELD], or until they do no longer.
/// 2. That a call was served outside its zones is told for [#VIOLATION] after the last one.
/// 3. An endpoint's owner gets one alert of a kind, whatever it is made of.
final class RegionAlerts {
    static final Duration HELD = Duration.ofDays(1);
    static final Duration VIOLATION = Duration.ofHours(1);

    /// A version that was not seen for so long is gone, where another serves alone or not.
    private static final long GONE_MICROS = TimeUnit.DAYS.toMicros(7);

    private RegionAlerts() {}

    static List<Alert> of(
            FleetSnapshot fleet, RolloutMatrix matrix, List<KeptFinding> findings, long now) {
        Map<Alert.Key, Alert> alerts = new LinkedHashMap<>();
        Map<Alert.Key, Integer> counts = new LinkedHashMap<>();
        for (KeptFinding each : findings) {
            Alert alert = alert(each, fleet, matrix, now);
            if (alert != null) {
                counts.merge(alert.key(), 1, Integer::sum);
                alerts.merge(alert.key(), alert, RegionAlerts::first);
            }
        }
        List<Alert> all = new ArrayList<>();
        alerts.forEach((key, alert) -> all.add(counted(alert, counts.getOrDefault(key, 1))));
        return all;
    }

    /// The more urgent one; of two alike the earlier one, with its words.
    private static Alert first(Alert one, Alert other) {
        return one.severity().compareTo(other.severity()) <= 0 ? one : other;
    }

    private static Alert counted(Alert alert, int count) {
        return count == 1
                ? alert
                : new Alert(
                        alert.kind(),
                        alert.severity(),
                        alert.subject(),
                        alert.words() + " There are " + count + " findings of this kind.",
                        alert.sinceWallMicros());
    }

    private static @Nullable Alert alert(
            KeptFinding found, FleetSnapshot fleet, RolloutMatrix matrix, long now) {
        Kind kind = found.kind();
        Duration held = kind == Kind.OUTSIDE || kind == Kind.UNPROVEN ? VIOLATION : HELD;
        if (found.wallMicros() < now - TimeUnit.MICROSECONDS.convert(held)) {
            return null;
        }
        return switch (kind) {
            case APPEARED, BUILD, FULL -> null;
            case DIFFERS ->
                    differs(found, matrix, now)
                            ? alert(Alert.Kind.VERSION, Severity.TICKET, found, fleet)
                            : null;
            case MIXES, RETURNED ->
                    serves(find(matrix, found.cell()), found.version(), now)
                                    && isMixed(matrix, found.cell())
                            ? alert(Alert.Kind.VERSION, Severity.TICKET, found, fleet)
                            : null;
            case OUTSIDE -> alert(Alert.Kind.RESIDENCY, Severity.PAGE, found, fleet);
            case UNPROVEN -> alert(Alert.Kind.RESIDENCY, Severity.TICKET, found, fleet);
            case LABEL -> alert(Alert.Kind.REGION_LABEL, Severity.TICKET, found, fleet);
            case UNLIKE -> alert(Alert.Kind.UNLIKE, Severity.TICKET, found, fleet);
        };
    }

    private static boolean differs(KeptFinding found, RolloutMatrix matrix, long now) {
        CellRow row = find(matrix, found.cell());
        if (row == null || !serves(row, found.version(), now)) {
            return false;
        }
        for (CellRow other : matrix.cells()) {
            if (other.lineage().equals(row.lineage())
                    && !other.cell().equals(found.cell())
                    && !other.versions().isEmpty()
                    && !serves(other, found.version(), now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMixed(RolloutMatrix matrix, Cell cell) {
        CellRow row = find(matrix, cell);
        return row != null && row.mixedSinceWallMicros() >= 0;
    }

    private static boolean serves(@Nullable CellRow row, String version, long now) {
        if (row == null) {
            return false;
        }
        String full = row.full();
        if (full != null) {
            return VersionName.agree(full, version);
        }
        for (VersionRow each : row.versions()) {
            if (VersionName.agree(each.version(), version)
                    && each.lastWallMicros() > now - GONE_MICROS) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable CellRow find(RolloutMatrix matrix, Cell cell) {
        for (CellRow row : matrix.cells()) {
            if (row.cell().equals(cell)) {
                return row;
            }
        }
        return null;
    }

    private static Alert alert(
            Alert.Kind kind, Severity severity, KeptFinding found, FleetSnapshot fleet) {
        String name = found.cell().endpoint();
        Endpoint endpoint = fleet.endpoints().get(name);
        Subject about =
                endpoint == null
                        ? Subject.ofEndpoint(name, null, null, found.cell().region())
                        : Subject.ofEndpoint(
                                name,
                                endpoint.pool() == null ? null : endpoint.pool().name(),
                                endpoint.provider().name(),
                                endpoint.region());
        Subject subject =
                found.feature() == null
                        ? about
                        : new Subject(
                                found.feature(),
                                null,
                                name,
                                about.pool(),
                                about.provider(),
                                about.region());
        return new Alert(kind, severity, subject, found.words(), found.wallMicros());
    }
}
