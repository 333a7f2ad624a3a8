package dev.fleetward.core.region;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Reads lines back into a book. Stateless.
final class Restore {
    private Restore() {}

    static void read(Collection<RolloutRow> rows, RolloutBook book) {
        for (RolloutRow row : rows) {
            CellState cell = book.cell(row.cell());
            if (cell != null) {
                read(row, cell, book);
            }
        }
    }

    private static void read(RolloutRow row, CellState cell, RolloutBook book) {
        switch (row) {
            case RolloutRow.Opened opened -> {
                VersionTrack known = cell.tracks.get(opened.version());
                if (known == null || opened.wallMicros() < known.firstWallMicros) {
                    cell.tracks.put(
                            opened.version(),
                            copy(known, opened.version(), opened.echo(), opened.wallMicros()));
                }
            }
            case RolloutRow.Hour hour -> {
                VersionTrack track = track(book, cell, hour.version(), hour.firstWallMicros());
                track.calls += hour.calls();
                track.late += hour.late();
                track.moved += hour.moved();
                if (hour.calls() + hour.late() > 0) {
                    track.lastWallMicros = Math.max(track.lastWallMicros, hour.lastWallMicros());
                }
                cell.hours.add(
                        hour.version(), hour.hour(), hour.calls() + hour.late() - hour.moved());
            }
            case RolloutRow.Full full -> {
                VersionTrack track = track(book, cell, full.version(), full.sinceWallMicros());
                track.fullSince = Math.max(track.fullSince, full.sinceWallMicros());
            }
            case RolloutRow.Mislabelled told -> cell.contradictionTold = true;
            case RolloutRow.Build build -> {
                VersionTrack track = track(book, cell, build.version(), build.wallMicros());
                if (track.builds.size() < VersionTrack.MOST_BUILDS) {
                    track.builds.add(build.build());
                }
            }
        }
    }

    /// A version's line of opening may be missing, where its book was full.
    private static VersionTrack track(
            RolloutBook book, CellState cell, String version, long wallMicros) {
        return cell.tracks.computeIfAbsent(
                version, name -> new VersionTrack(name, book.isEcho(cell.cell, name), wallMicros));
    }

    private static VersionTrack copy(
            @Nullable VersionTrack known, String version, boolean echo, long firstWallMicros) {
        VersionTrack track = new VersionTrack(version, echo, firstWallMicros);
        if (known != null) {
            track.lastWallMicros = known.lastWallMicros;
            track.calls = known.calls;
            track.late = known.late;
            track.moved = known.moved;
            track.fullSince = known.fullSince;
            track.builds.addAll(known.builds);
        }
        return track;
    }
}
