package dev.fleetward.control.region;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.region.RegionFinding;
import dev.fleetward.core.region.RolloutRow;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is on its way to the control store, and the newest findings. What cannot be written waits,
/// within a bound; the oldest go. Thread-safe; reading and writing block.
final class RegionKeeping {
    /// Of each sort.
    static final int MOST_WAITING = 65_536;

    private static final System.Logger LOG = System.getLogger(RegionKeeping.class.getName());

    private final ControlStore store;
    private final Deque<RolloutRow> lines = new ArrayDeque<>();
    private final Deque<KeptFinding> findings = new ArrayDeque<>();
    private final Deque<LateRegion> late = new ArrayDeque<>();
    private final Deque<KeptFinding> newest = new ArrayDeque<>();

    RegionKeeping(ControlStore store) {
        this.store = store;
    }

    /// What lies in the store.
    record Kept(List<RolloutRow> lines, List<KeptFinding> findings) {}

    /// Nothing where the store does not answer.
    Kept read() {
        try {
            return store.read(rows -> new Kept(RegionRows.lines(rows), RegionRows.findings(rows)));
        } catch (StoreUnavailable away) {
            LOG.log(System.Logger.Level.DEBUG, "first sights are not known yet", away);
            return new Kept(List.of(), List.of());
        }
    }

    /// Those of the requests whose region was told before.
    Set<String> told(Collection<String> requestIds) throws StoreUnavailable {
        Set<String> told = new HashSet<>(store.read(rows -> RegionRows.told(rows, requestIds)));
        synchronized (this) {
            late.forEach(each -> told.add(each.requestId()));
        }
        return told;
    }

    /// What earlier processes found stands before what this one found meanwhile.
    synchronized void restore(List<KeptFinding> earlier) {
        List<KeptFinding> since = List.copyOf(newest);
        newest.clear();
        newest.addAll(earlier);
        since.forEach(this::remember);
    }

    synchronized void keep(List<RolloutRow> more) {
        more.forEach(line -> put(lines, line));
    }

    synchronized void late(List<LateRegion> more) {
        more.forEach(each -> put(late, each));
    }

    /// @return whether there was any that was not found before
    synchronized boolean found(List<RegionFinding> more) {
        boolean any = false;
        for (RegionFinding each : more) {
            any |= found(Wording.keep(each));
        }
        return any;
    }

    synchronized boolean found(KeptFinding finding) {
        for (KeptFinding each : newest) {
            if (each.isSameAs(finding)) {
                return false;
            }
        }
        put(findings, finding);
        remember(finding);
        return true;
    }

    private void remember(KeptFinding finding) {
        newest.addLast(finding);
        if (newest.size() > RegionRows.MOST_READ) {
            newest.removeFirst();
        }
    }

    /// Oldest first.
    synchronized List<KeptFinding> newest() {
        return List.copyOf(newest);
    }

    private static <T> void put(Deque<T> waiting, T one) {
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
        }
        waiting.addLast(one);
    }

    /// Writes what waits, in one transaction.
    ///
    /// @return the findings that were written now
    List<KeptFinding> write() {
        List<RolloutRow> someLines;
        List<KeptFinding> someFindings;
        List<LateRegion> someLate;
        synchronized (this) {
            someLines = List.copyOf(lines);
            someFindings = List.copyOf(findings);
            someLate = List.copyOf(late);
        }
        if (someLines.isEmpty() && someFindings.isEmpty() && someLate.isEmpty()) {
            return List.of();
        }
        try {
            store.write(rows -> {
                RegionRows.add(rows, someLines);
                RegionRows.addFindings(rows, someFindings);
                RegionRows.addLate(rows, someLate);
                return someLines;
            });
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "findings wait for the store", later);
            return List.of();
        }
        synchronized (this) {
            remove(lines, someLines);
            remove(findings, someFindings);
            remove(late, someLate);
        }
        return someFindings;
    }

    /// Meanwhile others may have come behind them, and the oldest may be gone.
    private static <T> void remove(Deque<T> waiting, List<T> written) {
        for (T each : written) {
            if (waiting.peekFirst() == each) {
                waiting.removeFirst();
            }
        }
    }
}
