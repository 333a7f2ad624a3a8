package dev.fleetward.core.region;

import dev.fleetward.core.region.RegionFinding.VersionReturned;
import dev.fleetward.core.region.RegionFinding.VersionsMix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The versions of one cell, and which of them serves it. Confined to its book.
///
/// 1. At most one version is full; the first one that a cell names is so at once.
/// 2. The call that shows another ends that, and opens the window in which versions mix.
/// 3. A run of one version's calls closes it: the version is full since the run's first call.
///
/// Names that say nothing of the version, or nothing more than a dated one of the cell does, are
/// counted and take no part.
final class CellState {
    static final int MOST_VERSIONS = 16;

    /// A run in which another version that still had 1% of calls would have shown with 95%
    /// certainty.
    static final int FULL_RUN = 300;

    /// The same for 3%, which will do where it took a day.
    static final int FULL_DAY_RUN = 100;

    static final long FULL_DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    /// A version that was not seen for so long is no longer served, if another was.
    static final long ALIVE_MICROS = TimeUnit.DAYS.toMicros(7);

    final Cell cell;
    final Map<String, VersionTrack> tracks = new LinkedHashMap<>();
    final HourShares hours = new HourShares();
    boolean contradictionTold;

    /// Whether it was not compared yet since it is compared under another name.
    boolean renamed;

    private @Nullable VersionTrack full;
    private @Nullable VersionTrack running;
    private long runCalls;
    private long runSinceMicros;
    private long mixedSinceMicros = -1;
    private boolean mixTold;

    CellState(Cell cell) {
        this.cell = cell;
    }

    @Nullable VersionTrack full() {
        return full;
    }

    long mixedSince() {
        return mixedSinceMicros;
    }

    /// Whether it says more of the version than the others of the cell do.
    boolean tells(VersionTrack track) {
        return !track.echo
                && (track.dated
                        || tracks.values().stream()
                                .noneMatch(it ->
                                        it != track
                                                && it.dated
                                                && VersionName.agree(it.version, track.version)));
    }

    /// The version that the cell showed last; null where none is named.
    @Nullable VersionTrack latest() {
        if (full != null) {
            return full;
        }
        VersionTrack latest = null;
        for (VersionTrack track : tracks.values()) {
            if (tells(track) && (latest == null || track.lastWallMicros >= latest.lastWallMicros)) {
                latest = track;
            }
        }
        return latest;
    }

    /// Whether it still serves a version that may be this one.
    boolean serves(String version, long now) {
        VersionTrack latest = latest();
        return tracks.values().stream()
                .filter(this::tells)
                .filter(it -> it == latest || it.lastWallMicros > now - ALIVE_MICROS)
                .anyMatch(it -> VersionName.agree(it.version, version));
    }

    /// One more call of a version.
    ///
    /// @param lastBefore when the version was seen before this call; −1 if it never was
    /// @return the version that is full since this call, or null
    @Nullable VersionTrack served(
            VersionTrack track, Sighting seen, long lastBefore, List<RegionFinding> findings) {
        if (track == full || !tells(track)) {
            return null;
        }
        long time = seen.wallMicros();
        VersionTrack alone = full;
        if (alone != null && VersionName.agree(alone.version, track.version)) {
            // The same version by a fuller name.
            return fill(track, alone.fullSince);
        }
        if (alone != null) {
            if (lastBefore >= 0) {
                findings.add(
                        new VersionReturned(
                                cell, track.version, alone.version, lastBefore, time, seen.call()));
            }
            full = null;
            mixedSinceMicros = time;
            mixTold = false;
            run(track, time);
            return null;
        }
        if (mixedSinceMicros < 0) {
            return fill(track, time);
        }
        if (track != running) {
            VersionTrack other = running;
            if (!mixTold && other != null && lastBefore >= 0) {
                mixTold = true;
                findings.add(
                        new VersionsMix(cell, track.version, other.version, time, seen.call()));
            }
            run(track, time);
            return null;
        }
        runCalls++;
        return RolloutBook.isFullRun(runCalls, time - runSinceMicros)
                ? fill(track, runSinceMicros)
                : null;
    }

    private void run(VersionTrack track, long time) {
        running = track;
        runCalls = 1;
        runSinceMicros = time;
    }

    private VersionTrack fill(VersionTrack track, long sinceMicros) {
        full = track;
        running = null;
        track.fullSince = sinceMicros;
        mixedSinceMicros = -1;
        mixTold = false;
        return track;
    }

    /// Settles who is full after lines were read: the version that was so last, if no other was
    /// seen since.
    void settle() {
        VersionTrack last = null;
        for (VersionTrack track : tracks.values()) {
            if (track.fullSince >= 0
                    && tells(track)
                    && (last == null || track.fullSince >= last.fullSince)) {
                last = track;
            }
        }
        full = null;
        running = null;
        mixedSinceMicros = -1;
        if (last == null) {
            return;
        }
        for (VersionTrack track : tracks.values()) {
            if (track != last
                    && tells(track)
                    && !VersionName.agree(track.version, last.version)
                    && track.lastWallMicros > last.fullSince) {
                long began = Math.max(track.firstWallMicros, last.fullSince);
                mixedSinceMicros = mixedSinceMicros < 0 ? began : Math.min(mixedSinceMicros, began);
            }
        }
        if (mixedSinceMicros < 0) {
            full = last;
        } else {
            mixTold = true;
        }
    }

    /// The clock was wrong: nothing was seen after `now`.
    void notAfter(long now) {
        tracks.values().forEach(it -> it.lastWallMicros = Math.min(it.lastWallMicros, now));
    }
}
