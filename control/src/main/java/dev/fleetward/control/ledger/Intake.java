package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.CallEventCodec.AttemptKey;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Moves records from segments into the store. Confined to the ledger's thread; thrown away after
/// any failure, because its journal may then be ahead of what was committed.
///
/// The order of every step: events and offsets are committed to the store, then the journal is
/// checkpointed, then segments are deleted. So:
///
/// 1. The checkpoint is never ahead of the store. What lies between the two is read again after a
///    crash; the store's offsets tell which of it is in the table.
/// 2. A segment is deleted only when the checkpoint says that all of it was read, and the
///    checkpoint carries the opened records whose closed ones are still to come.
/// 3. An attempt becomes `unknown` when all segments of its epoch were read and the process of that
///    epoch has ended. It is looked up first, because a crash may have come between 1 and 2.
final class Intake implements AutoCloseable {
    static final int EVENTS_PER_COMMIT = 20_000;

    /// In a turn that gives way to everything else: a tenth of a second of work, so that a turn
    /// that is hardly let run is not in the way of the next for long.
    static final int EVENTS_PER_QUIET_COMMIT = 10_000;

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    private final Path data;
    private final SegmentsOnDisk segments;
    private final long liveEpoch;
    private final Store store;
    private final Consumer<String> setAside;
    private final Consumer<CallEvent> told;
    private final Journal journal;

    /// Whether the journal was rebuilt from the store: what the table holds is then charged.
    private final boolean rebuilt;

    private final Map<Name, Integer> stored;
    private final Map<Name, SegmentTail> tails = new HashMap<>();
    private final Set<Name> gone = new HashSet<>();
    private boolean checkpointDue;
    private long lastCheckpointNanos;
    private long unknown;

    // One step.
    private final List<CallEvent> doubtful = new ArrayList<>();
    private boolean moved;

    /// @param setAside told of every segment that was damaged, in words for people
    /// @param told gets every event that is put into a batch; one that is undone was told too
    Intake(
            Path data,
            long liveEpoch,
            Store store,
            Consumer<String> setAside,
            Consumer<CallEvent> told,
            long nowNanos)
            throws IOException, SQLException {
        this.data = data;
        this.segments = new SegmentsOnDisk(data.resolve(SegmentsOnDisk.FOLDER));
        this.liveEpoch = liveEpoch;
        this.store = store;
        this.setAside = setAside;
        this.told = told;
        this.stored = store.offsets();
        Journal known = Checkpoint.read(data).orElse(null);
        this.rebuilt = known == null;
        this.journal = known == null ? new Journal(Map.of()) : known;
        if (rebuilt) {
            store.addSpendTo(journal.spend());
        }
        this.lastCheckpointNanos = nowNanos;
        this.gone.addAll(stored.keySet());
        segments.list().forEach(gone::remove);
    }

    Journal journal() {
        return journal;
    }

    /// Attempts whose end nobody knows.
    long unknown() {
        return unknown;
    }

    /// Takes one batch and answers the number of events, −1 where there was nothing to read.
    ///
    /// @param most events
    int step(int most, long nowNanos) throws IOException, SQLException {
        doubtful.clear();
        moved = false;
        List<Name> names = segments.list();
        int taken;
        try (Store.Batch batch = store.batch()) {
            boolean allRead = readBatch(names, batch, most);
            if (allRead) {
                doubtful.addAll(journal.abandon(this::isOver));
            }
            taken = commit(batch);
        }
        List<Name> finished =
                names.stream()
                        .filter(name -> tails.containsKey(name) && tail(name).isComplete())
                        .toList();
        boolean timeIsUp = nowNanos - lastCheckpointNanos >= CHECKPOINT_INTERVAL.toNanos();
        if (!finished.isEmpty() || (checkpointDue && timeIsUp)) {
            checkpoint(nowNanos);
            delete(finished);
        }
        return moved || taken > 0 ? taken : -1;
    }

    /// Writes what was read to the checkpoint, whatever the time.
    void checkpoint(long nowNanos) throws IOException {
        journal.retain(segments.list());
        Checkpoint.write(data, journal);
        checkpointDue = false;
        lastCheckpointNanos = nowNanos;
    }

    private boolean isOver(long epoch) {
        return epoch != liveEpoch;
    }

    private SegmentTail tail(Name name) {
        SegmentTail tail = tails.get(name);
        if (tail == null) {
            throw new IllegalStateException(name.file() + " is not open");
        }
        return tail;
    }

    /// What one event loop of one process wrote. Its segments are read strictly in order, each to
    /// its end, so that no closed record is met before its opened one.
    private record Lane(long epoch, int loop) {}

    /// Answers whether every segment of a dead process was read to its end; they come first.
    private boolean readBatch(List<Name> names, Store.Batch batch, int most)
            throws IOException, SQLException {
        Set<Lane> blocked = new HashSet<>();
        for (Name name : names) {
            Lane lane = new Lane(name.epoch(), name.loop());
            if (blocked.contains(lane)) {
                continue;
            }
            SegmentTail tail = open(name);
            if (tail == null) {
                continue;
            }
            while (tail.next()) {
                take(tail, batch);
                if (batch.size() >= most) {
                    return !isOver(name.epoch());
                }
            }
            if (!tail.isComplete()) {
                blocked.add(lane);
            }
        }
        return true;
    }

    /// Null for a segment that is gone since it was listed: its writer drops a spare that it never
    /// used.
    private @Nullable SegmentTail open(Name name) throws IOException {
        SegmentTail tail = tails.get(name);
        if (tail == null) {
            try {
                tail =
                        new SegmentTail(
                                segments.file(name),
                                name,
                                journal.offset(name),
                                isOver(name.epoch()));
            } catch (NoSuchFileException dropped) {
                return null;
            }
            tails.put(name, tail);
        }
        return tail;
    }

    private void take(SegmentTail tail, Store.Batch batch) throws SQLException {
        moved = true;
        Name name = tail.name();
        boolean inStore = tail.offset() <= stored.getOrDefault(name, 0);
        Journal.Closed closed = note(tail);
        if (closed != null) {
            takeClosed(closed, inStore, batch);
        }
        journal.readUpTo(name, tail.offset());
    }

    /// Tells the journal of a record; answers the closed ones.
    private Journal.@Nullable Closed note(SegmentTail tail) {
        try {
            Phase phase = CallEventCodec.phaseOf(tail.bytes(), tail.start(), tail.length());
            if (phase == Phase.CLOSED) {
                return journal.closed(tail.bytes(), tail.start(), tail.length());
            }
            journal.opened(tail.name().epoch(), tail.bytes(), tail.start(), tail.length());
        } catch (IllegalArgumentException unreadable) {
            tail.countUnreadable();
        }
        return null;
    }

    private void takeClosed(Journal.Closed closed, boolean inStore, Store.Batch batch)
            throws SQLException {
        if (inStore) {
            if (!rebuilt) {
                journal.spend().charge(closed.event());
            }
        } else if (closed.expected()) {
            journal.spend().charge(closed.event());
            add(closed.event(), batch);
        } else {
            doubtful.add(closed.event());
        }
    }

    private void add(CallEvent event, Store.Batch batch) throws SQLException {
        batch.add(event);
        told.accept(event);
    }

    private int commit(Store.Batch batch) throws SQLException {
        if (!doubtful.isEmpty()) {
            addUnlessPresent(batch);
        }
        checkpointDue |= moved || !doubtful.isEmpty();
        if (batch.size() == 0) {
            return 0;
        }
        Map<Name, Integer> offsets = new HashMap<>(journal.offsets());
        offsets.entrySet().removeIf(entry -> entry.getValue().equals(stored.get(entry.getKey())));
        batch.commit(offsets, gone);
        stored.putAll(offsets);
        stored.keySet().removeAll(gone);
        gone.clear();
        return batch.size();
    }

    private void addUnlessPresent(Store.Batch batch) throws SQLException {
        batch.flush();
        Set<AttemptKey> known = store.present(doubtful);
        for (CallEvent event : doubtful) {
            AttemptKey key = new AttemptKey(event.call(), event.attempt());
            boolean isNew = known.add(key);
            if (isNew) {
                add(event, batch);
                unknown += event.outcome().ending() == Ending.UNKNOWN ? 1 : 0;
            }
            boolean chargeAgain = !rebuilt && event.outcome().ending() == Ending.UNKNOWN;
            if (isNew || chargeAgain) {
                journal.spend().charge(event);
            }
        }
    }

    private void delete(List<Name> finished) throws IOException {
        for (Name name : finished) {
            SegmentTail tail = tail(name);
            tail.close();
            tails.remove(name);
            if (tail.damagedBytes() > 0) {
                Path aside = segments.setAside(name);
                setAside.accept(
                        aside.getFileName() + ": " + tail.damagedBytes() + " bytes were damaged");
            } else {
                segments.delete(name);
            }
            gone.add(name);
        }
    }

    @Override
    public void close() throws IOException {
        for (SegmentTail tail : tails.values()) {
            tail.close();
        }
    }
}
