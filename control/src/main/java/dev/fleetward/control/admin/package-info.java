/// What may an operator see and ask? The admin API on its own port. Start at [AdminServer]; it may
/// not know how the ledger, the registry or the gateway work, only what its [Sources] answer.
@NullMarked
package dev.fleetward.control.admin;

import org.jspecify.annotations.NullMarked;
