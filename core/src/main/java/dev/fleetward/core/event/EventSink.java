package dev.fleetward.core.event;

/// Where the gateway appends call events. One per event loop; confined to it. Appending never
/// blocks and makes no system call.
public interface EventSink {
    /// Whether an opened record, and the closed one that must follow it, are sure to find room.
    /// Room for the closed record is kept from then on until it is written.
    boolean tryOpen(CallEvent opened);

    /// Appends a closed record. Where `tryOpen` answered true for the attempt, it never fails;
    /// where nothing was opened (a call refused before any attempt), the record may be dropped and
    /// counted.
    void close(CallEvent closed);
}
