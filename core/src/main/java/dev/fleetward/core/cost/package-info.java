/// What did a call cost? Dated price rows and integer arithmetic. Knows nothing of budgets.
@NullMarked
package dev.fleetward.core.cost;

import org.jspecify.annotations.NullMarked;
