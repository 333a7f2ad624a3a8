package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/// What the event log holds that the ledger has not taken. Immutable.
///
/// @param oldestWallMicros when the oldest call among it was accepted, or 0 if there is none
public record Lag(long bytes, int segments, long oldestWallMicros) {
    public static final Lag NONE = new Lag(0, 0, 0);

    /// Reads only the lengths of what was not taken.
    static Lag of(SegmentsOnDisk segments, Map<Name, Integer> takenUpTo) throws IOException {
        Lag lag = NONE;
        for (Name name : segments.list()) {
            int offset = takenUpTo.getOrDefault(name, SegmentFormat.HEADER_BYTES);
            try (SegmentTail tail = new SegmentTail(segments.file(name), name, offset, false)) {
                long unread = tail.unreadBytes();
                if (unread > 0) {
                    lag = lag.plus(unread, tail.next() ? accepted(tail) : 0);
                }
            } catch (NoSuchFileException taken) {
                // Deleted meanwhile, because all of it was taken.
            }
        }
        return lag;
    }

    private Lag plus(long more, long wallMicros) {
        boolean older = wallMicros > 0 && (oldestWallMicros == 0 || wallMicros < oldestWallMicros);
        return new Lag(bytes + more, segments + 1, older ? wallMicros : oldestWallMicros);
    }

    private static long accepted(SegmentTail tail) {
        try {
            return CallEventCodec.decode(tail.bytes(), tail.start(), tail.length())
                    .timing()
                    .acceptedWallMicros();
        } catch (IllegalArgumentException unreadable) {
            return 0;
        }
    }
}
