/// Replaying a trace and holding the ledger against what was sent and what was billed. Start at
/// [Reconciliation]. Asks a running node from outside, as anyone could.
@NullMarked
package dev.fleetward.app.replay;

import org.jspecify.annotations.NullMarked;
