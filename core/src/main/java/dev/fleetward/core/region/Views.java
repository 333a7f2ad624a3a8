package dev.fleetward.core.region;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What is shown of cells. Stateless.
final class Views {
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private Views() {}

    static RolloutMatrix.CellRow row(CellState cell, String lineage) {
        VersionTrack full = cell.full();
        return new RolloutMatrix.CellRow(
                cell.cell,
                lineage,
                full == null ? null : full.version,
                cell.mixedSince(),
                cell.tracks.values().stream().map(Views::row).toList(),
                cell.hours.all());
    }

    private static RolloutMatrix.VersionRow row(VersionTrack track) {
        return new RolloutMatrix.VersionRow(
                track.version,
                track.echo,
                track.firstWallMicros,
                track.lastWallMicros,
                track.served(),
                track.fullSince,
                List.copyOf(track.builds));
    }

    static VersionTruth truth(Collection<CellState> cells, long now) {
        Map<String, Map<String, VersionTruth.Served>> endpoints = new TreeMap<>();
        Map<String, Long> lately = new TreeMap<>();
        for (CellState cell : cells) {
            Map<String, VersionTruth.Served> versions =
                    endpoints.computeIfAbsent(cell.cell.endpoint(), name -> new LinkedHashMap<>());
            Map<String, Long> counts = lately(cell, now);
            for (VersionTrack track : cell.tracks.values()) {
                if (cell.tells(track)) {
                    long calls = counts.getOrDefault(track.version, 0L);
                    lately.merge(cell.cell.endpoint(), calls, Long::sum);
                    versions.merge(
                            track.version,
                            new VersionTruth.Served(
                                    track.version,
                                    calls,
                                    0,
                                    track.firstWallMicros,
                                    track.lastWallMicros),
                            VersionTruth.Served::and);
                }
            }
        }
        Map<String, List<VersionTruth.Served>> truth = new TreeMap<>();
        endpoints.forEach((endpoint, versions) -> {
            long all = lately.getOrDefault(endpoint, 0L);
            List<VersionTruth.Served> shares = new ArrayList<>(versions.size());
            versions.values().forEach(it -> shares.add(it.shareOf(all)));
            truth.put(endpoint, shares);
        });
        return new VersionTruth(now, truth);
    }

    /// Calls by version lately. Where a version is full, the calls since then alone; where nothing
    /// came lately, one call of the version that came last.
    private static Map<String, Long> lately(CellState cell, long now) {
        VersionTrack latest = cell.latest();
        if (latest == null) {
            return Map.of();
        }
        if (latest == cell.full()) {
            long calls =
                    cell.hours
                            .between(hour(now) - HourShares.RECENT_HOURS, hour(now) + 1)
                            .getOrDefault(latest.version, 0L);
            return Map.of(latest.version, Math.max(1, calls));
        }
        Map<String, Long> counts =
                cell.hours.between(hour(now) - HourShares.RECENT_HOURS, hour(now) + 1);
        return counts.isEmpty() ? Map.of(latest.version, 1L) : counts;
    }

    private static long hour(long micros) {
        return Math.floorDiv(micros, HOUR_MICROS);
    }
}
