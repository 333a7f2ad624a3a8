package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

/// What each feature has spent, before the ledger is open: the checkpoint and whatever the segments
/// hold beyond it. Reads only. Call it before the event log is opened, because it takes every
/// writer for dead. Stateless.
public final class SpendAtStart {
    private SpendAtStart() {}

    /// The spend of a day and of its month.
    public static SpendToDate read(Path data, LocalDate day) throws IOException {
        Journal journal = Checkpoint.read(data).orElseGet(() -> new Journal(Map.of()));
        SegmentsOnDisk segments = new SegmentsOnDisk(data.resolve(SegmentsOnDisk.FOLDER));
        for (Name name : segments.list()) {
            try (SegmentTail tail =
                    new SegmentTail(segments.file(name), name, journal.offset(name), true)) {
                readAll(tail, journal);
            }
        }
        journal.abandon(epoch -> true).forEach(journal.spend()::charge);
        return journal.spend().toDate(day);
    }

    private static void readAll(SegmentTail tail, Journal journal) throws IOException {
        while (tail.next()) {
            try {
                if (CallEventCodec.phaseOf(tail.bytes(), tail.start(), tail.length())
                        == Phase.OPENED) {
                    journal.opened(tail.name().epoch(), tail.bytes(), tail.start(), tail.length());
                } else {
                    CallEvent closed =
                            journal.closed(tail.bytes(), tail.start(), tail.length()).event();
                    journal.spend().charge(closed);
                }
            } catch (IllegalArgumentException unreadable) {
                // Written by another version; the ledger sets the segment aside.
                tail.countUnreadable();
            }
        }
    }
}
