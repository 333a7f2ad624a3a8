package dev.fleetward.control.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the ledger is. Immutable.
///
/// @param problem why the database is not open or the last attempt failed, or null
/// @param eventsTaken rows written since the start
/// @param unknown attempts found without an end since the database was last opened
/// @param openAttempts attempts whose closed record is still to come
/// @param forgotten open attempts dropped at their bound
/// @param setAside damaged segments, in words for people
public record LedgerStatus(
        State state,
        @Nullable String problem,
        long eventsTaken,
        long unknown,
        int openAttempts,
        long forgotten,
        List<String> setAside) {

    public enum State {
        /// The database is being opened.
        OPENING,
        /// Events are taken and questions answered.
        RUNNING,
        /// The database gave trouble; it is tried again, and events wait in the log.
        RETRYING,
        STOPPED
    }

    public LedgerStatus {
        setAside = List.copyOf(setAside);
    }
}
