package dev.fleetward.core.region;

import dev.fleetward.core.region.Geography.Relation;
import dev.fleetward.core.region.RegionFinding.BookFull;
import dev.fleetward.core.region.RegionFinding.Bound;
import dev.fleetward.core.region.RegionFinding.BuildAppeared;
import dev.fleetward.core.region.RegionFinding.LabelContradicts;
import dev.fleetward.core.region.RegionFinding.ServedOutsideZone;
import dev.fleetward.core.region.RegionFinding.VersionAppeared;
import dev.fleetward.core.region.RegionFinding.VersionsDiffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The rollout ledger: which version of which model each region and endpoint serves, since when,
/// and in what shares while versions mix.
///
/// 1. What a call shows that was not known is told at that call, and once.
/// 2. What was recorded is not altered: a region that is told late adds lines.
/// 3. A book made of the lines of another goes on as that one would; made of the lines of two, it
///    knows what both saw.
///
/// Confined to one thread. A clock that was set back by more than [#TOLERANCE_MICROS] was wrong
/// before: its times are not taken for the future. First sights keep the times they were told with.
public final class RolloutBook {
    /// Several regions of a hundred endpoints.
    static final int MOST_CELLS = 512;

    static final int MOST_BUILD_LENGTH = 100;

    /// How far a clock may go back, and how far calls that took long may be late.
    static final long TOLERANCE_MICROS = TimeUnit.HOURS.toMicros(1);

    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    private Zones zones;
    private Lineages lineages;
    private final TreeMap<Cell, CellState> cells = new TreeMap<>();
    private final Map<String, List<CellState>> byLineage = new HashMap<>();
    private final Journal journal = new Journal();
    private final LateRegions late = new LateRegions();
    private final Set<Bound> full = EnumSet.noneOf(Bound.class);
    private long now = Long.MIN_VALUE;
    private long lateUnknown;
    private long lost;

    public RolloutBook(Zones zones, Lineages lineages) {
        this.zones = zones;
        this.lineages = lineages;
    }

    /// The book that wrote these lines, or the books; in whatever order, as long as each book's
    /// first sights come in their order.
    ///
    /// @param wallMicros the time; what is marked later than that is taken for now
    public static RolloutBook of(
            Collection<RolloutRow> rows, Zones zones, Lineages lineages, long wallMicros) {
        RolloutBook book = new RolloutBook(zones, lineages);
        book.now = wallMicros;
        Restore.read(rows, book);
        book.cells
                .values()
                .forEach(cell -> {
                    cell.notAfter(wallMicros);
                    cell.settle();
                });
        return book;
    }

    /// Whether so many calls of one version in a row show that it serves alone.
    public static boolean isFullRun(long calls, long micros) {
        return calls >= CellState.FULL_RUN
                || (calls >= CellState.FULL_DAY_RUN && micros >= CellState.FULL_DAY_MICROS);
    }

    /// The fleet was configured anew. A cell that is compared under another name than before is
    /// compared at its next call.
    public void configured(Zones nextZones, Lineages nextLineages) {
        zones = nextZones;
        if (nextLineages.equals(lineages)) {
            return;
        }
        Lineages before = lineages;
        lineages = nextLineages;
        byLineage.clear();
        for (CellState cell : cells.values()) {
            cell.renamed |= !nextLineages.of(cell.cell).equals(before.of(cell.cell));
            group(cell);
        }
    }

    private void group(CellState cell) {
        byLineage.computeIfAbsent(lineages.of(cell.cell), name -> new ArrayList<>()).add(cell);
    }

    /// One more call.
    public List<RegionFinding> see(Sighting seen) {
        pass(seen.wallMicros());
        List<RegionFinding> findings = new ArrayList<>(2);
        take(seen, false, findings);
        String requestId = seen.requestId();
        if (seen.regionLate() && requestId != null && seen.identity().regionServed() == null) {
            late.await(requestId, seen);
        }
        return findings;
    }

    /// A provider's log tells where a call was served.
    ///
    /// @return empty where nobody remembers the call; [#enrich(Sighting, String)] takes it if the
    ///   caller does
    public Optional<List<RegionFinding>> enrich(String requestId, String region) {
        Sighting seen = late.take(requestId);
        if (seen == null) {
            lateUnknown++;
            return Optional.empty();
        }
        return Optional.of(enrich(seen, region));
    }

    /// The same for a call that is at hand. It was counted by [#see], without a region.
    public List<RegionFinding> enrich(Sighting seen, String region) {
        Sighting known =
                new Sighting(
                        seen.identity().servedIn(region),
                        seen.wallMicros(),
                        seen.call(),
                        seen.requestId(),
                        seen.feature(),
                        seen.zones(),
                        false);
        List<RegionFinding> findings = new ArrayList<>(2);
        Cell asked = seen.identity().cell();
        boolean moves = !known.identity().cell().equals(asked);
        CellState before = cells.get(asked);
        Optional<String> version = seen.identity().version();
        if (!moves) {
            labels(known, before, findings);
            return findings;
        }
        if (version.isPresent() && before != null) {
            VersionTrack track = before.tracks.get(version.get());
            if (track != null) {
                count(before, track, seen.wallMicros(), 0, 0, 1);
            }
        }
        take(known, true, findings);
        return findings;
    }

    /// The lines since the last time, to be kept.
    public List<RolloutRow> drain() {
        return journal.drain();
    }

    public RolloutMatrix matrix() {
        return new RolloutMatrix(
                cells.values().stream()
                        .map(cell -> Views.row(cell, lineages.of(cell.cell)))
                        .sorted(Comparator.comparing(RolloutMatrix.CellRow::lineage))
                        .toList(),
                lateUnknown,
                lost);
    }

    /// What routing may know of it.
    public VersionTruth truth() {
        return Views.truth(cells.values(), now);
    }

    private void pass(long wallMicros) {
        if (now != Long.MIN_VALUE && wallMicros < now - TOLERANCE_MICROS) {
            now = wallMicros;
            cells.values().forEach(cell -> cell.notAfter(wallMicros));
        } else {
            now = Math.max(now, wallMicros);
        }
    }

    private void take(Sighting seen, boolean isLate, List<RegionFinding> findings) {
        Identity identity = seen.identity();
        CellState cell = cell(identity.cell());
        if (cell == null) {
            lost++;
            full(Bound.CELLS, identity.cell(), seen, findings);
        } else {
            identity.version().ifPresent(name -> version(cell, name, seen, isLate, findings));
        }
        labels(seen, cell, findings);
    }

    private void version(
            CellState cell,
            String name,
            Sighting seen,
            boolean isLate,
            List<RegionFinding> findings) {
        VersionTrack track = cell.tracks.get(name);
        boolean isNew = track == null;
        long lastBefore = track == null ? -1 : track.lastWallMicros;
        if (track == null) {
            if (cell.tracks.size() >= CellState.MOST_VERSIONS) {
                lost++;
                full(Bound.VERSIONS_PER_CELL, cell.cell, seen, findings);
                return;
            }
            track = open(cell, name, seen, findings);
        }
        count(cell, track, seen.wallMicros(), isLate ? 0 : 1, isLate ? 1 : 0, 0);
        track.lastWallMicros = Math.max(track.lastWallMicros, Math.min(seen.wallMicros(), now));
        VersionTrack alone = cell.served(track, seen, lastBefore, findings);
        if (alone != null) {
            journal.write(new RolloutRow.Full(cell.cell, alone.version, alone.fullSince));
        }
        if ((isNew || cell.renamed) && cell.tells(track)) {
            cell.renamed = false;
            differs(cell, track, seen, findings);
        }
        build(cell, track, seen, findings);
    }

    private VersionTrack open(
            CellState cell, String name, Sighting seen, List<RegionFinding> findings) {
        boolean echo = isEcho(cell.cell, name);
        boolean afterEcho = cell.tracks.values().stream().anyMatch(it -> it.echo);
        VersionTrack track = new VersionTrack(name, echo, seen.wallMicros());
        List<String> before =
                cell.tracks.values().stream()
                        .filter(cell::tells)
                        .map(it -> it.version)
                        .filter(it -> !VersionName.agree(it, name))
                        .toList();
        cell.tracks.put(name, track);
        journal.write(new RolloutRow.Opened(cell.cell, name, echo, seen.wallMicros(), seen.call()));
        if (cell.tells(track)) {
            findings.add(
                    new VersionAppeared(
                            cell.cell, name, before, afterEcho, seen.wallMicros(), seen.call()));
        }
        return track;
    }

    private void differs(
            CellState cell, VersionTrack track, Sighting seen, List<RegionFinding> findings) {
        List<VersionsDiffer.Other> others = new ArrayList<>();
        for (CellState other : byLineage.getOrDefault(lineages.of(cell.cell), List.of())) {
            VersionTrack latest = other == cell ? null : other.latest();
            if (latest != null && !other.serves(track.version, now)) {
                others.add(new VersionsDiffer.Other(other.cell, latest.version));
            }
        }
        if (!others.isEmpty()) {
            findings.add(
                    new VersionsDiffer(
                            cell.cell, track.version, others, seen.wallMicros(), seen.call()));
        }
    }

    private void build(
            CellState cell, VersionTrack track, Sighting seen, List<RegionFinding> findings) {
        String told = seen.identity().fingerprint();
        if (told == null || told.isBlank()) {
            return;
        }
        String build =
                told.length() > MOST_BUILD_LENGTH ? told.substring(0, MOST_BUILD_LENGTH) : told;
        if (track.builds.contains(build)) {
            return;
        }
        if (track.builds.size() >= VersionTrack.MOST_BUILDS) {
            full(Bound.BUILDS_PER_VERSION, cell.cell, seen, findings);
            return;
        }
        boolean first = track.builds.isEmpty();
        track.builds.add(build);
        long time = seen.wallMicros();
        journal.write(new RolloutRow.Build(cell.cell, track.version, build, time));
        if (!first) {
            findings.add(new BuildAppeared(cell.cell, track.version, build, time, seen.call()));
        }
    }

    private void labels(Sighting seen, @Nullable CellState cell, List<RegionFinding> findings) {
        Identity identity = seen.identity();
        String served = identity.regionServed();
        if (served == null) {
            return;
        }
        Cell at = identity.cell();
        String asked = identity.regionAsked();
        if (cell != null
                && !cell.contradictionTold
                && asked != null
                && identity.label() == Relation.ELSEWHERE) {
            cell.contradictionTold = true;
            journal.write(new RolloutRow.Mislabelled(cell.cell, asked, served, seen.wallMicros()));
            findings.add(new LabelContradicts(at, asked, served, seen.wallMicros(), seen.call()));
        }
        switch (zones.standing(served, seen.zones())) {
            case INSIDE, UNKNOWN -> {}
            case OUTSIDE -> findings.add(outside(seen, at, served, true));
            case UNPROVEN -> findings.add(outside(seen, at, served, false));
        }
    }

    private static ServedOutsideZone outside(
            Sighting seen, Cell at, String served, boolean proven) {
        return new ServedOutsideZone(
                at,
                seen.feature(),
                seen.zones().stream().sorted().toList(),
                served,
                proven,
                seen.requestId(),
                seen.wallMicros(),
                seen.call());
    }

    private void full(Bound bound, Cell cell, Sighting seen, List<RegionFinding> findings) {
        if (full.add(bound)) {
            findings.add(new BookFull(cell, bound, seen.wallMicros(), seen.call()));
        }
    }

    private void count(
            CellState cell, VersionTrack track, long wallMicros, int calls, int more, int moved) {
        long hour = Math.floorDiv(wallMicros, HOUR_MICROS);
        track.calls += calls;
        track.late += more;
        track.moved += moved;
        cell.hours.add(track.version, hour, calls + more - moved);
        journal.count(
                new RolloutRow.Hour(
                        cell.cell,
                        track.version,
                        hour,
                        calls,
                        more,
                        moved,
                        wallMicros,
                        wallMicros));
    }

    /// Whether a served name says nothing of the version that it is.
    boolean isEcho(Cell cell, String served) {
        return lineages.isEcho(cell, served);
    }

    /// The state of a cell, made if it is new; null where the book is full.
    @Nullable CellState cell(Cell at) {
        CellState known = cells.get(at);
        if (known == null && cells.size() < MOST_CELLS) {
            known = new CellState(at);
            cells.put(at, known);
            group(known);
        }
        return known;
    }
}
