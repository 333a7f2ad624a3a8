/// What the hour of the week does to first tokens, and whether it is told from other causes: weeks
/// of simulated providers. Start at [MorningStudy].
@NullMarked
package dev.fleetward.testbed.season;

import org.jspecify.annotations.NullMarked;
