/// What is usual at which hour of the week, and why is it slow now? Remembers what the ledger's
/// events say of endpoints, and answers from it. Start at [SeasonWatch]; the thinking is in
/// `core.season` and `core.season.slow`.
@NullMarked
package dev.fleetward.control.season;

import org.jspecify.annotations.NullMarked;
