/// Looks at everything that ends and says what is wrong: whether promises are kept and how fast
/// error budgets burn. Start at [Watch]. Knows the ledger, and not who is told.
@NullMarked
package dev.fleetward.control.watch;

import org.jspecify.annotations.NullMarked;
