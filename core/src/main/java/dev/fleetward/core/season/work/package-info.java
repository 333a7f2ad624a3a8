/// When work that can wait is to run in the hours to come, of what was seen in the weeks before:
/// what is expected by the hour, how load slows interactive calls down, what moves, what stays and
/// why. Start at [WorkPlan]. Takes every time as an argument (microseconds of the wall clock, UTC);
/// knows neither the ledger nor the configuration.
@NullMarked
package dev.fleetward.core.season.work;

import org.jspecify.annotations.NullMarked;
