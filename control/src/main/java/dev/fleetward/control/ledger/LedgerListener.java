package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent;

/// Gets every closed event once: those that were in the table when it was greeted as a [History],
/// each later one as it is taken. Where a commit fails or the database is opened again, the
/// listener is greeted again, and what it was told before no longer holds.
///
/// All methods are called by one thread at a time, on which the ledger waits: they must be short.
/// What they throw is logged and otherwise ignored.
public interface LedgerListener {
    /// From here on; also after [Ledger#listen] was called for it again.
    ///
    /// @param history is the listener's to close
    void greeted(History history);

    /// Comes before the commit, which either follows, or a new greeting does.
    void taken(CallEvent event);

    /// All that was recorded before `nanos` (monotonic) has been taken.
    void upToDate(long nanos);
}
