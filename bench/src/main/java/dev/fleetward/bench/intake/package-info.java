/// How many events a second the ledger takes. Start at [IntakeRun], which runs in a process of its
/// own. Knows the event log and the ledger, nothing of gateways and callers.
@NullMarked
package dev.fleetward.bench.intake;

import org.jspecify.annotations.NullMarked;
