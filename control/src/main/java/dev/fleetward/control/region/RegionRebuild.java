package dev.fleetward.control.region;

import dev.fleetward.control.ledger.ServedRow;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.Identity;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.RegionFinding;
import dev.fleetward.core.region.RolloutBook;
import dev.fleetward.core.region.RolloutRow;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.region.Zones;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes a book of what was kept of first sights and of what the ledger counts. What the ledger
/// knows and nobody kept, because the process was killed in between, is found now. Confined.
///
/// @param book without lines that wait
/// @param findings what nobody was told yet
/// @param lines what nobody kept yet
record RegionRebuild(RolloutBook book, List<RegionFinding> findings, List<RolloutRow> lines) {

    private record Version(Cell cell, String version) {}

    /// @param kept lines in the order in which they were written
    /// @param counted oldest first
    static RegionRebuild of(
            List<RolloutRow> kept,
            List<ServedRow> counted,
            Zones zones,
            Lineages lineages,
            long wallMicros) {
        Set<Version> known = new HashSet<>();
        for (RolloutRow line : kept) {
            if (line instanceof RolloutRow.Opened opened) {
                known.add(new Version(opened.cell(), opened.version()));
            }
        }
        List<RolloutRow> lines = new ArrayList<>(kept);
        List<RolloutRow> further = new ArrayList<>();
        Map<Version, Sighting> unseen = new LinkedHashMap<>();
        Map<Cell, Map<String, List<ServedRow>>> cells = new LinkedHashMap<>();
        for (ServedRow row : counted) {
            Identity identity = identity(row);
            CallId first = CallId.parse(row.firstCall()).orElse(null);
            String version = identity.version().orElse(null);
            if (version == null || first == null) {
                continue;
            }
            Cell cell = identity.cell();
            cells.computeIfAbsent(cell, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(version, _ -> new ArrayList<>())
                    .add(row);
            Version which = new Version(cell, version);
            boolean isUnseen = !known.contains(which);
            if (isUnseen && !unseen.containsKey(which)) {
                unseen.put(which, sighting(identity, row, first));
                further.add(hour(cell, version, row, row.calls() - 1));
            } else {
                (isUnseen ? further : lines).add(hour(cell, version, row, row.calls()));
            }
        }
        List<RegionFinding> findings = new ArrayList<>();
        List<RolloutRow> fresh = List.of();
        if (!unseen.isEmpty()) {
            long then = unseen.values().iterator().next().wallMicros();
            RolloutBook before =
                    kept.isEmpty()
                            ? new RolloutBook(zones, lineages)
                            : RolloutBook.of(lines, zones, lineages, Math.max(then, lastOf(lines)));
            unseen.values().stream()
                    .sorted(Comparator.comparingLong(Sighting::wallMicros))
                    .forEach(seen -> findings.addAll(before.see(seen)));
            fresh = before.drain();
            lines.addAll(fresh);
            lines.addAll(further);
        }
        List<RolloutRow> alone = alone(lines, cells, lineages);
        lines.addAll(alone);
        List<RolloutRow> toKeep = new ArrayList<>(fresh);
        toKeep.addAll(alone);
        return new RegionRebuild(
                RolloutBook.of(lines, zones, lineages, wallMicros), findings, toKeep);
    }

    private static long lastOf(List<RolloutRow> lines) {
        long last = 0;
        for (RolloutRow line : lines) {
            if (line instanceof RolloutRow.Hour hour) {
                last = Math.max(last, hour.lastWallMicros());
            }
        }
        return last;
    }

    /// Which version serves a cell alone, where that was not kept: the one that was seen last, if
    /// enough of its calls came after the last of any other; by whole hours, so rather too late.
    private static List<RolloutRow> alone(
            List<RolloutRow> lines,
            Map<Cell, Map<String, List<ServedRow>>> cells,
            Lineages lineages) {
        Map<Cell, Long> since = new LinkedHashMap<>();
        for (RolloutRow line : lines) {
            if (line instanceof RolloutRow.Full full) {
                since.merge(full.cell(), full.sinceWallMicros(), Math::max);
            }
        }
        List<RolloutRow> alone = new ArrayList<>();
        cells.forEach((cell, versions) -> {
            String latest = null;
            long last = Long.MIN_VALUE;
            for (var each : versions.entrySet()) {
                long seen = lastOfRows(each.getValue());
                if (!lineages.isEcho(cell, each.getKey()) && seen > last) {
                    latest = each.getKey();
                    last = seen;
                }
            }
            if (latest == null) {
                return;
            }
            long others = Long.MIN_VALUE;
            for (var each : versions.entrySet()) {
                if (!VersionName.agree(each.getKey(), latest)
                        && !lineages.isEcho(cell, each.getKey())) {
                    others = Math.max(others, lastOfRows(each.getValue()));
                }
            }
            if (others == Long.MIN_VALUE || since.getOrDefault(cell, others) > others) {
                return; // It never shared the cell, or it is kept since when it does not.
            }
            long calls = 0;
            long first = Long.MAX_VALUE;
            for (ServedRow row : versions.getOrDefault(latest, List.of())) {
                if (row.firstWallMicros() > others) {
                    calls += row.calls();
                    first = Math.min(first, row.firstWallMicros());
                }
            }
            if (calls > 0 && RolloutBook.isFullRun(calls, last - first)) {
                alone.add(new RolloutRow.Full(cell, latest, first));
            }
        });
        return alone;
    }

    private static long lastOfRows(List<ServedRow> rows) {
        return rows.stream().mapToLong(ServedRow::lastWallMicros).max().orElse(Long.MIN_VALUE);
    }

    private static Identity identity(ServedRow row) {
        return new Identity(
                row.provider(),
                row.account(),
                row.endpoint(),
                row.regionAsked(),
                row.regionServed(),
                row.modelSent(),
                row.modelServed(),
                row.fingerprint());
    }

    /// Without a feature and without zones: residency is told call by call.
    private static Sighting sighting(Identity identity, ServedRow row, CallId first) {
        return new Sighting(identity, row.firstWallMicros(), first, null, "", Set.of(), false);
    }

    private static RolloutRow.Hour hour(Cell cell, String version, ServedRow row, long calls) {
        return new RolloutRow.Hour(
                cell,
                version,
                row.hour(),
                calls,
                0,
                0,
                row.firstWallMicros(),
                row.lastWallMicros());
    }
}
