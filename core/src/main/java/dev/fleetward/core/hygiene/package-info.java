/// What a fleet lacks before anything fails: owners, objectives, budgets, models that last,
/// fallbacks that were tried. Pure decisions over the snapshot and what the ledger saw. Start at
/// [Hygiene].
@NullMarked
package dev.fleetward.core.hygiene;

import org.jspecify.annotations.NullMarked;
