package dev.fleetward.core.region;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a [RolloutBook] knows, to be shown. Immutable.
///
/// @param cells by lineage, then by model as sent, region and endpoint
/// @param lateUnknown calls whose region was told and which nobody remembered
/// @param lost calls that found the book full
public record RolloutMatrix(List<CellRow> cells, long lateUnknown, long lost) {
    public RolloutMatrix {
        cells = List.copyOf(cells);
    }

    /// @param lineage the name under which it is compared with others: see [Lineages]
    /// @param full the version that serves it alone; null while versions mix, and where no version
    ///   is named
    /// @param mixedSinceWallMicros since when versions mix, or −1
    /// @param versions in the order in which they appeared
    /// @param hours the hours that are remembered, the eldest first
    public record CellRow(
            Cell cell,
            String lineage,
            @Nullable String full,
            long mixedSinceWallMicros,
            List<VersionRow> versions,
            List<HourShare> hours) {
        public CellRow {
            versions = List.copyOf(versions);
            hours = List.copyOf(hours);
        }
    }

    /// @param echo whether the name only repeats the one that was sent
    /// @param calls that it served, as far as is known
    /// @param sinceWallMicros since when it serves, or last served, the cell alone; −1 if never
    public record VersionRow(
            String version,
            boolean echo,
            long firstWallMicros,
            long lastWallMicros,
            long calls,
            long sinceWallMicros,
            List<String> builds) {
        public VersionRow {
            builds = List.copyOf(builds);
        }
    }

    /// @param hour hours since the epoch
    /// @param calls by version
    public record HourShare(long hour, Map<String, Long> calls) {
        public HourShare {
            calls = Map.copyOf(calls);
        }

        /// The part of the hour's calls that a version served, 0 to 1.
        public double share(String version) {
            long all = calls.values().stream().mapToLong(n -> Math.max(0, n)).sum();
            return all == 0 ? 0 : Math.max(0, calls.getOrDefault(version, 0L)) / (double) all;
        }
    }
}
