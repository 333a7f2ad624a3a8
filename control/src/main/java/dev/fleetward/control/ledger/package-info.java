/// What was called, by whom, and what did it cost? Moves call events from the segment log into
/// DuckDB, exactly once, and answers questions about them. Start at [Ledger]; what a feature has
/// spent is known before that from [SpendAtStart]. Knows nothing of who wrote the segments.
@NullMarked
package dev.fleetward.control.ledger;

import org.jspecify.annotations.NullMarked;
